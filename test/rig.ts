// Runs the real command on a small real project in a temporary folder.
import { type ChildProcess, spawn } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";
import type { Event } from "../lib/run/event.js";

export const repository = fileURLToPath(new URL("..", import.meta.url));
export const sharedData = join(repository, "../shared/data");

// To read it takes each process of Node up to a tenth of a second.
const { NODE_EXTRA_CA_CERTS, ...environment } = process.env;

/** For a command that downloads, where this machine has certificates of its own. */
export const certificates = NODE_EXTRA_CA_CERTS === undefined ? {} : { NODE_EXTRA_CA_CERTS };

/** For thousands of small files: in memory, where there is such a folder. */
export const memoryFolder = existsSync("/dev/shm") ? "/dev/shm" : tmpdir();

export interface Result {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Started {
  readonly process: ChildProcess;
  readonly ended: Promise<Result>;
  /** Resolves when the output holds `text`, so many times. */
  until(text: string, times?: number): Promise<void>;
  /** Ends it and all that it started at once, with SIGKILL. */
  killTree(): void;
}

/** A copy of `test/pipelines/<name>`, or of this repository's own pipeline, that imports this repository's kit. */
export class Rig {
  readonly folder: string;
  /** Environment variables on top of this process's own; see `certificates`. */
  env: Readonly<Record<string, string>> = {};
  /** The Node that runs it. */
  node = process.execPath;
  /** The program that runs; this repository's, unless said. */
  command = join(repository, "dist/bin/pipeline.cjs");

  constructor(name: string, parent = tmpdir()) {
    this.folder = mkdtempSync(join(parent, "tamiz-"));
    if (name === "default") {
      for (const file of ["pipeline.yaml", "steps"])
        cpSync(join(repository, file), this.path(file), { recursive: true });
    } else cpSync(join(repository, "test/pipelines", name), this.folder, { recursive: true });
    mkdirSync(join(this.folder, "node_modules"));
    symlinkSync(repository, join(this.folder, "node_modules/tamiz"));
    onTestFinished(() => this.remove());
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  path(...names: string[]): string {
    return join(this.folder, ...names);
  }

  read(...names: string[]): string {
    return readFileSync(this.path(...names), "utf8");
  }

  exists(...names: string[]): boolean {
    return existsSync(this.path(...names));
  }

  write(name: string, content: string | Uint8Array): void {
    mkdirSync(dirname(this.path(name)), { recursive: true });
    writeFileSync(this.path(name), content);
  }

  replace(name: string, from: string, to: string): void {
    const before = this.read(name);
    if (!before.includes(from)) throw new Error(`${name} does not hold ${from}`);
    this.write(name, before.replace(from, to));
  }

  /** Runs the command to its end. */
  run(...args: string[]): Promise<Result> {
    return this.start(args).ended;
  }

  /** Runs `pipeline run --json` and gives its events. */
  async events(
    ...args: string[]
  ): Promise<{ readonly code: number | null; readonly events: readonly Event[]; readonly ran: string[] }> {
    const { code, stdout } = await this.run("run", "--json", ...args);
    const events = stdout
      .split("\n")
      .filter(Boolean)
      .map((line): Event => JSON.parse(line));
    const ran = events.flatMap((event) => (event.type === "task-done" ? [event.task] : []));
    return { code, events, ran };
  }

  start(args: readonly string[]): Started {
    const child = spawn(this.node, [this.command, ...args], {
      cwd: this.folder,
      env: { ...environment, ...this.env },
      // A process group of its own, to be killed as one.
      detached: true,
    });
    let stdout = "";
    let stderr = "";
    const waiting: { text: string; times: number; resolve: () => void }[] = [];
    const look = () => {
      const output = stdout + stderr;
      for (const { text, times, resolve } of waiting) if (output.split(text).length > times) resolve();
    };
    child.stdout.on("data", (chunk) => {
      stdout += chunk;
      look();
    });
    child.stderr.on("data", (chunk) => {
      stderr += chunk;
      look();
    });
    const ended = new Promise<Result>((resolve) => {
      child.on("close", (code) => resolve({ code, stdout, stderr }));
    });
    const until = (text: string, times = 1) =>
      new Promise<void>((resolve, reject) => {
        waiting.push({ text, times, resolve });
        look();
        void ended.then(() => reject(new Error(`ended without "${text}":\n${stdout}${stderr}`)));
      });
    const killTree = () => void process.kill(-(child.pid ?? 0), "SIGKILL");
    onTestFinished(() => {
      if (child.exitCode === null && child.signalCode === null) killTree();
    });
    return { process: child, ended, until, killTree };
  }
}
