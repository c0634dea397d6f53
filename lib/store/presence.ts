import { randomBytes } from "node:crypto";
import { mkdirSync, renameSync, rmSync } from "node:fs";
import { createServer, type Server, type Socket } from "node:net";
import { basename, join } from "node:path";
import type { TaskKey } from "../digest.js";
import { presenceFolders } from "./presence-address.js";
import { explainWriteError } from "./write.js";

/** A task that a process has taken on. */
export interface Claim {
  readonly key: TaskKey;
  readonly task: string;
  /** When it was taken on: microseconds of the machine's monotonic clock, which all its processes share. */
  readonly at: number;
}

/** What a process says of itself on its socket, a JSON line at a time. */
export interface Activity {
  /** `run`, `gc`, `cache import`. */
  readonly command: string;
  readonly claims: readonly Claim[];
}

/** It is said again this often, so that who listens can tell a busy process from a suspended one. */
const HEARTBEAT_MS = 1000;

/** A process that is seen by the others on its store, through a Unix socket. It is gone when the process is. */
export class Presence {
  /** The socket's file name. */
  readonly name: string;
  readonly #path: string;
  readonly #server: Server;
  readonly #command: string;
  readonly #claims = new Map<TaskKey, Claim>();
  readonly #listeners = new Set<Socket>();
  readonly #heartbeat: NodeJS.Timeout;

  constructor(server: Server, path: string, command: string) {
    this.name = basename(path);
    this.#path = path;
    this.#server = server;
    this.#command = command;
    this.#heartbeat = setInterval(() => this.#tell(), HEARTBEAT_MS);
    this.#heartbeat.unref();
    server.unref();
    server.on("connection", (socket) => this.#greet(socket));
  }

  /** Takes a task on. The time is read and the claim made known at once, so that of two claims the later sees the earlier. */
  claim(key: TaskKey, task: string, now: () => bigint = process.hrtime.bigint): Claim {
    const claim: Claim = { key, task, at: Number(now() / 1000n) };
    this.#claims.set(key, claim);
    this.#tell();
    return claim;
  }

  release(key: TaskKey): void {
    if (this.#claims.delete(key)) this.#tell();
  }

  close(): void {
    clearInterval(this.#heartbeat);
    for (const socket of this.#listeners) socket.destroy();
    this.#server.close();
    rmSync(this.#path, { force: true });
  }

  #greet(socket: Socket): void {
    socket.unref();
    this.#listeners.add(socket);
    // One who hangs up is no concern of ours.
    socket.on("error", () => undefined);
    socket.on("close", () => this.#listeners.delete(socket));
    socket.write(this.#line());
  }

  #tell(): void {
    if (this.#listeners.size === 0) return;
    const line = this.#line();
    for (const socket of this.#listeners) socket.write(line);
  }

  #line(): string {
    const activity: Activity = { command: this.#command, claims: [...this.#claims.values()] };
    return `${JSON.stringify(activity)}\n`;
  }
}

/**
 * Makes this process seen by the others on a store; undefined where no folder can hold a socket. That costs work done
 * twice at most: no result depends on it.
 */
export async function announce(store: string, command: string): Promise<Presence | undefined> {
  try {
    mkdirSync(store, { recursive: true });
  } catch (error) {
    throw explainWriteError(error, store);
  }
  for (const folder of presenceFolders(store)) {
    const path = join(folder, `${process.pid}-${randomBytes(4).toString("hex")}.sock`);
    try {
      mkdirSync(folder, { recursive: true });
      const server = await listen(`${path}.new`);
      // Under its name only now that it answers: one that refuses is taken for a dead process's.
      renameSync(`${path}.new`, path);
      return new Presence(server, path, command);
    } catch {
      // A file system without sockets, or a folder of somebody else's: the next.
    }
  }
  return undefined;
}

function listen(path: string): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen({ path, readableAll: true, writableAll: true }, () => resolve(server));
  });
}
