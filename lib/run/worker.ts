import { createRequire } from "node:module";
import { join } from "node:path";
import { digestBytes, type ObjectDigest } from "../digest.js";
import { PipelineError, toFailure } from "../error.js";
import type { InputRequest } from "../plan/task.js";
import { bundleDigest, originsName } from "../step/bundle-name.js";
import type { CommandHost } from "../step/command/workplace.js";
import type { Progress } from "../step/declare.js";
import type { BundledStep, TaskInput } from "../step/execute.js";
import type { KnownPart } from "../step/known-rows.js";
import type { Origins } from "../step/origins.js";
import { packageRoot } from "../step/package-root.js";
import type { Read } from "../step/reads/read.js";
import { diskFileSystem, type FileSystem } from "../store/file-system.js";
import type { Answers } from "../store/notes.js";
import { openStore, type Store } from "../store/store.js";
import { type Evaluated, evaluate, findCompiled, keepCompiled } from "./evaluate.js";
import { Guard } from "./guard.js";
import { OpenedFiles } from "./opened-files.js";
import type { Answer, KnownPartRequest, Preparation, Question, TaskRequest, TaskResult } from "./protocol.js";
import { readSourceFile } from "./source-file.js";
import { openWorkplace } from "./workplace.js";

const PROGRESS_INTERVAL_MS = 100;
const stopping = new AbortController();
const guard = new Guard();
/** By the derived name of the bundle. */
const loaded = new Map<string, LoadedStep>();
let opened: Store | undefined;

/** A bundle that this process has evaluated. */
interface LoadedStep {
  readonly evaluated: Evaluated;
  /** Whether what V8 compiles of it is kept. */
  isKept: boolean;
  readonly origins: Origins;
  readonly step: BundledStep;
  /** What it read while it was evaluated without declaring it. */
  readonly reads: readonly Read[];
}

/** Makes this process a worker: it answers one question at a time until its parent goes away. */
export function serve(fileSystem: FileSystem = diskFileSystem): void {
  process.on("message", (message: Question | Preparation | "stop") => {
    if (message === "stop") stopping.abort();
    else if (message.ask === "prepare") prepare(message, fileSystem);
    else answer(message, fileSystem).then(say, (error) => say({ say: "failed", failure: toFailure(error) }));
  });
  process.on("disconnect", () => process.exit(0));
  // Ctrl-C reaches the whole process group; the parent decides what stops.
  process.on("SIGINT", () => undefined);
}

function say(message: Answer): void {
  process.send?.(message);
}

function prepare({ codes, store, task }: Preparation, fileSystem: FileSystem): void {
  try {
    const prepared = openOnce(store, fileSystem);
    for (const [index, code] of codes.entries()) {
      loadStored(code, prepared);
      if (index === 0 && task !== undefined) prepared.notes.prepare(task);
    }
  } catch {
    // The task will fail at the same, and say so.
  }
  say({ say: "ready" });
}

async function answer(question: Question, fileSystem: FileSystem): Promise<Answer> {
  switch (question.ask) {
    case "inspect": {
      const { step, reads } = load(question.code, "step", question.origins);
      guard.begin("step", question.origins);
      guard.allow(step.allows);
      const resolved = question.raw.map((raw) => step.resolveWith(raw));
      const inspection = { declaration: step.describe(), resolved, reads: [...reads, ...guard.end()] };
      return { say: "inspected", inspection };
    }
    case "task":
      return { say: "done", result: await runTask(question.request, openOnce(question.store, fileSystem)) };
  }
}

function openOnce(folder: string, fileSystem: FileSystem): Store {
  if (opened?.folder !== folder) opened = openStore(folder, fileSystem);
  return opened;
}

/** Evaluates a bundle, of which V8 may have kept what it compiled. Packages with native parts come from beside tamiz itself. */
function load(code: string, name: string, origins: Origins, compiled?: Uint8Array): LoadedStep {
  guard.begin(name, origins);
  const require = guard.watchRequire(createRequire(join(packageRoot, "package.json")));
  const evaluated = evaluate(code, name, require, compiled);
  const step = evaluated.exports as BundledStep;
  guard.allow(step.allows);
  return { evaluated, isKept: evaluated.wasCompiled, origins, step, reads: guard.end() };
}

/** The step of a stored bundle, which is named by its digest: one that is loaded need not be read again. */
function loadStored(name: string, store: Store): LoadedStep {
  const known = loaded.get(name);
  if (known !== undefined) return known;
  const code = store.derived.text(name);
  const origins = store.derived.json(originsName(name)) as Origins | undefined;
  const isWhole = code !== undefined && digestBytes(code) === bundleDigest(name);
  if (!isWhole || origins === undefined) {
    throw new PipelineError({
      code: "bundle-damaged",
      message: "a step's bundle is damaged",
      where: name,
      remedy: "Run again.",
    });
  }
  const step = load(code, name, origins, findCompiled(name, store.derived));
  loaded.set(name, step);
  return step;
}

/** Keeps what V8 has compiled of a bundle by the end of a task. */
async function keepOnce(name: string, step: LoadedStep, { derived }: Store): Promise<void> {
  if (step.isKept) return;
  step.isKept = true;
  await keepCompiled(step.evaluated, name, derived);
}

async function runTask(request: TaskRequest, store: Store): Promise<TaskResult> {
  const bundle = loadStored(request.code, store);
  const { step, origins, reads: readAtFirst } = bundle;
  guard.begin(request.code, origins);
  guard.allow(step.allows);
  const opening = Object.entries(request.inputs).map(
    async ([name, input]) => [name, await openInput(input, store)] as const,
  );
  const inputs = Object.fromEntries(await Promise.all(opening));
  let hasCheckpoint = false;
  let noted: Answers | undefined;
  const notes = new Map<string, string | null>();
  const loadNotes = () => {
    noted ??= store.notes.load(request.id, request.basis);
    return noted;
  };
  const workplace = openWorkplace(request.project, request.roots, store);
  const opened = new OpenedFiles(request.roots, store, () => workplace.makeFolder());
  const host: CommandHost = {
    objects: {
      read: (digest) => store.objects.read(digest),
      write: (bytes) => store.objects.write(bytes),
      readFile: (id, digest) => readSourceFile(id, digest, request.roots, store),
      openFile: (id, digest) => opened.open(id, digest),
      spool: (chunks) => opened.spool(chunks),
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
    notes: {
      get: (name) => loadNotes().get(name),
      keys: () => loadNotes().keys(),
      set: (name, text) => notes.set(name, text),
      keep(name) {
        const isNoted = loadNotes().has(name);
        if (isNoted) notes.set(name, null);
        return isNoted;
      },
    },
    isWhole: (stored) => store.objects.isWhole(stored),
    workplace,
    signal: stopping.signal,
    progress: throttledProgress(),
    log: (message) => say({ say: "log", message }),
  };
  const call = {
    inputs,
    with: request.with,
    cpu: request.cpu,
    engine: request.engine,
    known: (await Promise.all(request.known.map((part) => openKnownPart(part, store)))).flat(),
  };
  const outputs = await step.execute(call, host).finally(async () => {
    await opened.close();
    await workplace.remove();
  });
  const reads = [...readAtFirst, ...guard.end()];
  if (notes.size > 0 && reads.length === 0) await store.notes.save(request.id, request.basis, notes);
  const digests: Record<string, ObjectDigest> = {};
  for (const [name, manifest] of Object.entries(outputs)) digests[name] = await store.objects.writeManifest(manifest);
  await keepOnce(request.code, bundle, store);
  return { outputs: digests, hasCheckpoint, reads };
}

async function openInput(input: InputRequest, { objects }: Store): Promise<TaskInput> {
  if (input.kind === "one") return { kind: "one", manifest: await objects.readManifest(input.artifact) };
  const open = async ({ cell, artifact }: (typeof input.members)[number]) => ({
    cell,
    manifest: await objects.readManifest(artifact),
  });
  return { kind: "list", members: await Promise.all(input.members.map(open)) };
}

/** Nothing where a manifest is gone by now. */
async function openKnownPart({ input, outputs }: KnownPartRequest, { objects }: Store): Promise<KnownPart[]> {
  try {
    const made = Object.entries(outputs).map(
      async ([name, digest]) => [name, await objects.readManifest(digest)] as const,
    );
    return [{ input: await objects.readManifest(input), outputs: Object.fromEntries(await Promise.all(made)) }];
  } catch (error) {
    if (error instanceof PipelineError) return [];
    throw error;
  }
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
