import { existsSync, readdirSync, rmSync, statSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { systemCode } from "../error.js";
import type { Activity } from "./presence.js";
import { presenceFolders } from "./presence-address.js";

/** Another living process on the same store. */
export interface Neighbour {
  /** Its socket's file name. */
  readonly name: string;
  readonly path: string;
  readonly pid: number;
  /** What it says it does; undefined where it does not answer, as a suspended process. */
  readonly activity: Activity | undefined;
}

/** How a conversation ended: as was wanted, with the other's end, without an answer for too long, or by `signal`. */
export type Ending = "heard" | "gone" | "silent" | "aborted";

/** Who says nothing for so long is not waited for: with its heartbeat each second, it is suspended or hangs. */
export const PATIENCE_MS = 5000;

/** How a connection fails where nobody listens any more. */
const DEAD = new Set(["ECONNREFUSED", "ECONNRESET", "ENOENT", "EPIPE"]);

/** A socket that is not yet under its name and refuses belongs to a dead process if it is that old. */
const UNNAMED_MS = 60_000;

/** The processes on a store that live, but for those in `except` (by socket name). Clears away sockets of dead ones. */
export async function alive(store: string, except: ReadonlySet<string> = new Set()): Promise<readonly Neighbour[]> {
  if (!existsSync(store)) return [];
  const paths = presenceFolders(store).flatMap((folder) =>
    listed(folder).map((name) => ({ name, path: join(folder, name) })),
  );
  const found = await Promise.all(paths.filter(({ name }) => !except.has(name)).map(ask));
  return found.flatMap((neighbour) => neighbour ?? []);
}

async function ask({ name, path }: { name: string; path: string }): Promise<Neighbour | undefined> {
  let activity: Activity | undefined;
  const ending = await listenTo(path, (said) => {
    activity = said;
    return true;
  });
  if (ending === "gone") {
    clearAway(path);
    return undefined;
  }
  return { name, path, pid: Number.parseInt(name, 10), activity };
}

function listed(folder: string): readonly string[] {
  try {
    return readdirSync(folder).filter((name) => /\.sock(\.new)?$/.test(name));
  } catch {
    return [];
  }
}

function clearAway(path: string): void {
  try {
    const at = statSync(path).mtimeMs;
    if (path.endsWith(".sock") || at < Date.now() - UNNAMED_MS) rmSync(path, { force: true });
  } catch {
    // Cleared away by another, or another user's to clear away.
  }
}

/** Hears what the process behind a socket says of itself, until `isEnough`, its end, or too long a silence. */
export function listenTo(
  path: string,
  isEnough: (activity: Activity) => boolean,
  { signal, patience = PATIENCE_MS }: { readonly signal?: AbortSignal; readonly patience?: number } = {},
): Promise<Ending> {
  return new Promise((resolve) => {
    const socket = connect(path);
    let text = "";
    const end = (ending: Ending) => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", abort);
      socket.destroy();
      resolve(ending);
    };
    const abort = () => end("aborted");
    const timer = setTimeout(() => end("silent"), patience);
    signal?.addEventListener("abort", abort, { once: true });
    if (signal?.aborted === true) abort();
    socket.setEncoding("utf8");
    socket.on("data", (chunk: string) => {
      timer.refresh();
      const lines = `${text}${chunk}`.split("\n");
      text = lines.pop() ?? "";
      const said = lines.map(parseActivity);
      if (said.includes(undefined)) end("silent");
      else if (said.some((activity) => activity !== undefined && isEnough(activity))) end("heard");
    });
    socket.on("error", (error) => end(DEAD.has(systemCode(error) ?? "") ? "gone" : "silent"));
    socket.on("close", () => end("gone"));
  });
}

/** Undefined for what no process of this version says. */
function parseActivity(line: string): Activity | undefined {
  try {
    const { command, claims } = JSON.parse(line);
    return typeof command === "string" && Array.isArray(claims) ? { command, claims } : undefined;
  } catch {
    return undefined;
  }
}
