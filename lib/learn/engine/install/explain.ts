import { PipelineError } from "../../../error.js";
import type { CommandEnding } from "./command.js";

interface Cause {
  readonly says: RegExp;
  readonly message: string;
  readonly remedy: string;
  readonly code?: string;
}

/** What pip, npm, Python and g++ say, and what it means; the first that fits counts. */
const CAUSES: readonly Cause[] = [
  {
    says: /No space left on device|ENOSPC|Disk quota exceeded|EDQUOT/,
    message: "the disk is full",
    remedy:
      "Free some space (about 1.3 GB is needed while it is made), or set TAMIZ_ENGINE_HOME and TMPDIR to another disk.",
    code: "disk-full",
  },
  {
    says: /DO NOT MATCH THE HASHES|EINTEGRITY|integrity checksum failed/,
    message: "what the package index gave is not what tamiz knows: its digest differs",
    remedy: "Try again, without the cache (PIP_NO_CACHE_DIR=1, npm cache clean --force) or with another index.",
  },
  {
    says: /getaddrinfo|EAI_AGAIN|ENOTFOUND|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT|Failed to establish a new connection|NameResolutionError|Temporary failure in name resolution|Connection refused|Network is unreachable|ConnectTimeout|[Rr]ead timed out|Max retries exceeded|ProxyError|Connection aborted|ConnectionResetError|IncompleteRead/,
    message: "the package index does not answer",
    remedy: "Check the network, and which index is set (npm config get registry; python3 -m pip config list).",
  },
  {
    says: /SSLError|CERTIFICATE_VERIFY_FAILED|SELF_SIGNED_CERT|UNABLE_TO_(GET|VERIFY)/,
    message: "the package index's certificate is not trusted here",
    remedy:
      "Give npm and pip your network's certificate (npm config set cafile; python3 -m pip config set global.cert).",
  },
  {
    says: /401 Unauthorized|403 (Client Error|Forbidden)|E401|E403|ENEEDAUTH/,
    message: "the package index refuses it",
    remedy: "Check your access to it (npm config get registry; python3 -m pip config list).",
  },
  {
    // All that pip says of an unreachable index where it was told not to retry.
    says: /from versions: none/,
    message: "the package index does not have it, or does not answer",
    remedy: "Check the network, and which index is set (python3 -m pip config list).",
  },
  {
    says: /No matching distribution found|Could not find a version|E404|ETARGET/,
    message: "the package index does not have it",
    remedy: "Use one that has (npm config get registry; python3 -m pip config list).",
  },
  {
    says: /[Pp]ermission denied|EACCES|EPERM|Read-only file system|EROFS/,
    message: "writing is not permitted",
    remedy: "Set TAMIZ_ENGINE_HOME to a folder that you may write to.",
  },
  {
    says: /cc1plus.*[Kk]illed|virtual memory exhausted|MemoryError|Cannot allocate memory|ENOMEM/,
    message: "the machine was out of memory",
    remedy: "Close something else, or train with the WebAssembly engine.",
  },
];

/** A stage that ended badly, as an error that says what to do. `stage` is what was being done: "compiling the addon". */
export function explainEnding(stage: string, program: string, ending: CommandEnding): PipelineError {
  if (ending.ended === "missing") return failure(stage, `${program} could not be started`, `Install ${program}.`);
  const complaints = ending.ended === "badly" ? ending.complaints : "";
  const how = ending.ended === "badly" ? ending.how : "";
  const line = telling(complaints);
  const cause = CAUSES.find(({ says }) => says.test(complaints));
  if (cause === undefined) {
    return failure(
      stage,
      `${program} ended with ${how}${line && `: ${line}`}`,
      "Put right what it complains of and try again.",
    );
  }
  return failure(stage, `${cause.message}${line && ` (${program}: ${line})`}`, cause.remedy, cause.code);
}

function failure(stage: string, detail: string, remedy: string, code = "engine-install"): PipelineError {
  return new PipelineError({ code, message: `${stage} failed: ${detail}`, remedy });
}

/** The line that tells most: the compiler's first error, else a program's last one. */
function telling(complaints: string): string {
  const lines = complaints.split("\n").map((line) => line.trim());
  const compiler = lines.find((line) => /:\d+:\d+: (fatal )?error:/.test(line));
  const last = lines.findLast((line) =>
    /^(npm error|npm ERR!|ERROR:)\s+(?!A complete log|code|errno|syscall)\S/.test(line),
  );
  const line = compiler ?? last ?? lines.findLast((one) => one !== "") ?? "";
  return line.replace(/^(npm error|npm ERR!|ERROR:)\s+/, "").slice(0, 200);
}
