import { mkdir, statfs } from "node:fs/promises";
import { tmpdir } from "node:os";
import { PipelineError, systemCode } from "../../../error.js";
import { TFJS_VERSION } from "../home.js";
import { runCommand } from "./command.js";

/** What an installation works with. */
export interface Tools {
  /** The C++ compiler. */
  readonly compiler: string;
  /** A Python 3 that has pip. */
  readonly python: string;
}

/** The most that an installation has on disk at a time: both libraries twice, while their symbols are taken out. */
const NEEDED_BYTES = 1.3e9;

/** Finds what an installation works with. Rejects with one error that lists everything missing. */
export async function findTools(home: string): Promise<Tools> {
  await checkFolder(home);
  const [compiler, python, npm] = await Promise.all([findCompiler(), findPython(), works(["npm", "--version"])]);
  const missing = [
    ...platformFault(),
    ...(compiler === undefined ? ["a C++ compiler (g++)"] : []),
    ...(python === undefined ? ["python3 with pip"] : []),
    ...(npm ? [] : ["npm"]),
  ];
  if (missing.length === 0 && compiler !== undefined && python !== undefined) return { compiler, python };
  throw new PipelineError({
    code: "engine-requirements",
    message: `the native engine can't be made here; missing: ${missing.join("; ")}`,
    remedy:
      platformFault().length > 0
        ? `npm install @tensorflow/tfjs-node@${TFJS_VERSION} may get a ready-made one; training works with WebAssembly too.`
        : "Install what is missing (Debian, Ubuntu: apt install g++ python3-pip; Fedora: dnf install gcc-c++ python3-pip) and try again; training works with WebAssembly too.",
  });
}

/** The wheel is for Linux on x64 with glibc. */
function platformFault(): readonly string[] {
  const { platform, arch } = process;
  if (platform !== "linux" || arch !== "x64") return [`Linux on x64 (this is ${platform} on ${arch})`];
  const { header } = process.report.getReport() as { readonly header: { readonly glibcVersionRuntime?: string } };
  return header.glibcVersionRuntime === undefined ? ["glibc (this Linux has another C library)"] : [];
}

async function findCompiler(): Promise<string | undefined> {
  const { CXX } = process.env;
  for (const compiler of [...(CXX ? [CXX] : []), "g++", "clang++", "c++"]) {
    if (await works([compiler, "--version"])) return compiler;
  }
  return undefined;
}

async function findPython(): Promise<string | undefined> {
  for (const python of ["python3", "python"]) {
    if (await works([python, "-m", "pip", "--version"])) return python;
  }
  return undefined;
}

async function works(command: readonly string[]): Promise<boolean> {
  return (await runCommand(command, { cwd: tmpdir() })).ended === "well";
}

/** Makes the engine home, and sees that it may be written to and has room. */
async function checkFolder(home: string): Promise<void> {
  try {
    await mkdir(home, { recursive: true });
  } catch (error) {
    throw unwritable(home, error);
  }
  const { bavail, bsize } = await statfs(home);
  if (bavail * bsize >= NEEDED_BYTES) return;
  throw new PipelineError({
    code: "disk-full",
    message: `the disk has ${Math.floor((bavail * bsize) / 1e6)} MB left, and making the native engine takes ${NEEDED_BYTES / 1e6} MB for a while`,
    where: home,
    remedy: "Free some space, or set TAMIZ_ENGINE_HOME to a folder on another disk.",
  });
}

/** A folder that can't be written to, as an error that says what to do. */
export function unwritable(folder: string, error: unknown): unknown {
  const code = systemCode(error);
  if (code === undefined) return error;
  return new PipelineError({
    code: code === "ENOSPC" || code === "EDQUOT" ? "disk-full" : "engine-install",
    message: `the engine home can't be written to (${code})`,
    where: folder,
    remedy: "Make it yours, or set TAMIZ_ENGINE_HOME to a folder that you may write to.",
    cause: error,
  });
}
