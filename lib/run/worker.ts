import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { Script } from "node:vm";
import type { ObjectDigest } from "../digest.js";
import { PipelineError, systemCode, toFailure } from "../error.js";
import type { InputRequest, SourceRoot } from "../plan/task.js";
import type { Progress } from "../step/declare.js";
import type { BundledStep, TaskInput } from "../step/execute.js";
import { packageRoot } from "../step/package-root.js";
import { diskFileSystem, type FileSystem } from "../store/file-system.js";
import { openStore, type Store } from "../store/store.js";
import type { Answer, Question, TaskRequest, TaskResult } from "./protocol.js";

const PROGRESS_INTERVAL_MS = 100;
const stopping = new AbortController();
let loaded: { readonly name: string; readonly code: string; readonly step: BundledStep } | undefined;

/** Makes this process a worker: it answers one question at a time until its parent goes away. */
export function serve(fileSystem: FileSystem = diskFileSystem): void {
  process.on("message", (message: Question | "stop") => {
    if (message === "stop") stopping.abort();
    else answer(message, fileSystem).then(say, (error) => say({ say: "failed", failure: toFailure(error) }));
  });
  process.on("disconnect", () => process.exit(0));
  // Ctrl-C reaches the whole process group; the parent decides what stops.
  process.on("SIGINT", () => undefined);
}

function say(message: Answer): void {
  process.send?.(message);
}

async function answer(question: Question, fileSystem: FileSystem): Promise<Answer> {
  switch (question.ask) {
    case "inspect": {
      const step = load(question.code, "step");
      const resolved = question.raw.map((raw) => step.resolveWith(raw));
      return { say: "inspected", inspection: { declaration: step.describe(), resolved } };
    }
    case "task":
      return { say: "done", result: await runTask(question.request, openStore(question.store, fileSystem)) };
  }
}

/** Evaluates a bundle. Packages with native parts come from beside tamiz itself. */
function load(code: string, name: string): BundledStep {
  if (loaded?.code === code) return loaded.step;
  const module: { exports: unknown } = { exports: {} };
  const wrapper = new Script(`(function(module,exports,require){${code}\n})`, { filename: name }).runInThisContext();
  wrapper(module, module.exports, createRequire(join(packageRoot, "package.json")));
  const step = module.exports as BundledStep;
  loaded = { name, code, step };
  return step;
}

/** The step of a stored bundle, which is named by its digest: one that is loaded need not be read again. */
function loadStored(name: string, store: Store): BundledStep {
  if (loaded?.name === name) return loaded.step;
  const code = store.derived.text(name);
  if (code !== undefined && createHash("sha256").update(code).digest("hex") === bundleDigest(name)) {
    return load(code, name);
  }
  throw new PipelineError({
    code: "bundle-damaged",
    message: "a step's bundle is damaged",
    where: name,
    remedy: "Run again.",
  });
}

async function runTask(request: TaskRequest, store: Store): Promise<TaskResult> {
  const step = loadStored(request.code, store);
  const inputs = Object.entries(request.inputs).map(([name, input]) => [name, openInput(input, store)] as const);
  let hasCheckpoint = false;
  const outputs = await step.execute(
    { inputs: Object.fromEntries(inputs), with: request.with, cpu: request.cpu, engine: request.engine },
    {
      objects: {
        read: (digest) => store.objects.read(digest),
        write: (bytes) => store.objects.write(bytes),
        readFile: (id, digest) => readSourceFile(id, digest, request.roots, store),
      },
      checkpoint: {
        async load() {
          const bytes = await store.checkpoints.load(request.key);
          hasCheckpoint ||= bytes !== undefined;
          return bytes;
        },
        save(bytes) {
          hasCheckpoint = true;
          return store.checkpoints.save(request.key, bytes);
        },
      },
      signal: stopping.signal,
      progress: throttledProgress(),
      log: (message) => say({ say: "log", message }),
    },
  );
  const digests: Record<string, ObjectDigest> = {};
  for (const [name, manifest] of Object.entries(outputs)) digests[name] = await store.objects.writeManifest(manifest);
  return { outputs: digests, hasCheckpoint };
}

function bundleDigest(name: string): string {
  return name.replace(/^.*\//, "").replace(/\.cjs$/, "");
}

function openInput(input: InputRequest, store: Store): TaskInput {
  const manifest = (digest: ObjectDigest) => {
    const found = store.objects.manifest(digest);
    if (found !== undefined) return found;
    throw new PipelineError({
      code: "object-damaged",
      message: `the stored manifest ${digest.slice(0, 12)} is gone or damaged`,
      where: store.objects.path(digest),
      remedy: "Run again: it will be made again.",
    });
  };
  if (input.kind === "one") return { kind: "one", manifest: manifest(input.artifact) };
  return { kind: "list", members: input.members.map(({ cell, artifact }) => ({ cell, manifest: manifest(artifact) })) };
}

/** A file of a source, if its bytes are still those that were listed. */
async function readSourceFile(
  id: string,
  digest: ObjectDigest,
  roots: readonly SourceRoot[],
  store: Store,
): Promise<Uint8Array> {
  if (store.objects.has(digest)) return store.objects.read(digest);
  let seen: string | undefined;
  for (const root of roots) {
    const path = root.renamed[id] ?? join(root.path, id);
    try {
      const bytes = await readFile(path);
      if (createHash("sha256").update(bytes).digest("hex") === digest) return bytes;
      seen = path;
    } catch (error) {
      if (systemCode(error) !== "ENOENT" && systemCode(error) !== "ENOTDIR") throw error;
    }
  }
  throw new PipelineError({
    code: "source-changed",
    message: seen === undefined ? `the file "${id}" is gone` : `the file "${id}" has changed since the run began`,
    where: seen ?? id,
    remedy: "Run again: what changed is taken up.",
  });
}

function throttledProgress(): (progress: Progress) => void {
  let last = 0;
  return (progress) => {
    const now = Date.now();
    if (now - last < PROGRESS_INTERVAL_MS && progress.done !== progress.total) return;
    last = now;
    say({ say: "progress", progress });
  };
}
