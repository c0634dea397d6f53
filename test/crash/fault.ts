// A file system that counts the calls by which a run writes, and kills the run or fails at one of them.
import { appendFileSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { relative, sep } from "node:path";
import { diskFileSystem, type FileSystem } from "../../lib/store/file-system.js";

/** What happens at one write, told to the processes of a run through their environment. */
export interface Fault {
  /** As `siteOf` names it. */
  readonly site: string;
  /** At which of the calls of that site, from 1; those after it are met too, if anything lives on. */
  readonly occurrence: number;
  readonly moment: Moment;
}

/** SIGKILL to the process group before, amid or after a call; or the call fails with a system error's code. */
export type Moment = "before" | "halfway" | "after" | { readonly fails: string };

/** What the processes of one run share. */
export interface Setting {
  /** The project's folder. */
  readonly root: string;
  /** A file that gets a line, the site's name, for each call. */
  readonly trace: string;
  readonly fault?: Fault;
}

export const SETTING = "TAMIZ_TEST_FAULT";

const READS: readonly string[] = ["readFile", "size"];

type Call = (...args: readonly string[]) => Promise<void>;

/** The disk, with what the environment asks for. Calls that a later `FileSystem` adds are met too. */
export function faultyFileSystem(role: "main" | "worker"): FileSystem {
  const setting: Setting = JSON.parse(process.env[SETTING] ?? "");
  const entries = Object.entries(diskFileSystem).map(([operation, call]) =>
    READS.includes(operation)
      ? [operation, call]
      : [operation, meet(role, operation, call as unknown as Call, setting)],
  );
  return Object.fromEntries(entries) as FileSystem;
}

function meet(role: string, operation: string, call: Call, { root, trace, fault }: Setting): Call {
  return async (...args) => {
    const site = siteOf(role, operation, args, root);
    appendFileSync(trace, `${site}\n`);
    if (fault?.site !== site || count(trace, site) < fault.occurrence) return call(...args);
    appendFileSync(trace, `! ${site}\n`);
    const { moment } = fault;
    if (moment === "before") return killGroup();
    if (moment === "after") {
      await call(...args);
      return killGroup();
    }
    if (operation === "writeFile") writeHalf(args[0] ?? "", args[1] as string | Uint8Array);
    if (moment === "halfway") return killGroup();
    throw Object.assign(new Error(`${moment.fails}: ${operation} '${args[0]}'`), { code: moment.fails });
  };
}

function count(trace: string, site: string): number {
  return readTrace(trace).filter((line) => line === site).length;
}

/** The sites of a run's calls so far, in order. */
export function readTrace(trace: string): string[] {
  return existsSync(trace) ? readFileSync(trace, "utf8").split("\n").filter(Boolean) : [];
}

function writeHalf(path: string, content: string | Uint8Array): void {
  try {
    writeFileSync(path, Buffer.from(content as string).subarray(0, Math.floor(content.length / 2)));
  } catch {
    // Its folder is not there: the call would have failed in the same way.
  }
}

function killGroup(): Promise<never> {
  process.kill(0, "SIGKILL");
  return new Promise(() => undefined);
}

/** `worker rename objects`: who calls, what, and the room of the artifacts folder that it is done to. */
function siteOf(role: string, operation: string, args: readonly string[], root: string): string {
  const path = operation === "rename" || operation === "symlink" ? args[1] : args[0];
  const [top = "", room = "folder", below = ""] = relative(root, path ?? root).split(sep);
  if (top !== "artifacts") return `${role} ${operation} pipeline.lock`;
  if (room === "derived") return `${role} ${operation} derived/${below.replace(/\..*/, "")}`;
  const rooms = ["folder", "objects", "records", "tmp", "views", "checkpoints", "damaged", "run.html"];
  return `${role} ${operation} ${rooms.includes(room) ? room : "view"}`;
}
