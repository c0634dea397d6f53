import { isBuiltin } from "node:module";

/** Globals of Node that tell a step more than its inputs do. */
export const GLOBALS = [
  ...["process", "Date", "performance", "Math.random", "crypto"],
  ...["fetch", "WebSocket", "EventSource", "navigator"],
] as const;

/** Modules of Node; `fs/promises` is part of `fs`. */
const MODULES = [
  ...["assert", "async_hooks", "buffer", "child_process", "cluster", "console", "constants", "crypto", "dgram"],
  ...["diagnostics_channel", "dns", "domain", "events", "fs", "http", "http2", "https", "inspector", "module", "net"],
  ...["os", "path", "perf_hooks", "process", "punycode", "querystring", "readline", "repl", "sea", "sqlite", "stream"],
  ...["string_decoder", "sys", "test", "timers", "tls", "trace_events", "tty", "url", "util", "v8", "vm", "wasi"],
  ...["worker_threads", "zlib"],
] as const;

/** What a step may declare that it reads besides its inputs: a global, or a module of Node. */
export type Allowance = (typeof GLOBALS)[number] | `node:${(typeof MODULES)[number]}`;

export const ALLOWANCES: readonly string[] = [...GLOBALS, ...MODULES.map((name) => `node:${name}`)];

/** `node:fs`, for `fs`, `node:fs` and `node:fs/promises`; undefined where an import names no module of Node. */
export function moduleOfNode(specifier: string): string | undefined {
  if (!specifier.startsWith("node:") && !isBuiltin(specifier)) return undefined;
  return `node:${specifier.replace(/^node:/, "").replace(/\/.*/, "")}`;
}
