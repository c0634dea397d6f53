// What a worker does with a step. Bundled with the step, so that its code and the formats' count in the code digest.
import { z } from "zod";
import type { Manifest, ObjectReader, ObjectWriter, Stored } from "../artifact/manifest.js";
import type { RowFormat } from "../artifact/type.js";
import type { Json } from "../digest.js";
import { PipelineError } from "../error.js";
import type { Declaration, InputDeclaration, ResolvedWith } from "./declaration.js";
import type { AnyStep, Checkpoint, EngineChoice, InputType, Progress } from "./declare.js";
import { type KnownPart, type RowFormats, takeKnownRows } from "./known-rows.js";
import { Memory, type Notes, rememberingWriter } from "./notes.js";

/** An input of one task: a manifest, or those of a matrix step's cells. */
export type TaskInput =
  | { readonly kind: "one"; readonly manifest: Manifest }
  | {
      readonly kind: "list";
      readonly members: readonly { readonly cell: { readonly [axis: string]: Json }; readonly manifest: Manifest }[];
    };

export interface TaskCall {
  readonly inputs: { readonly [name: string]: TaskInput };
  readonly with: { readonly [name: string]: Json };
  readonly cpu: number;
  readonly engine: EngineChoice | undefined;
  /** Of a step with `each`, other parts of that input whose rows may be taken over. */
  readonly known: readonly KnownPart[];
}

/** What surrounds a running step. */
export interface Host {
  readonly objects: ObjectReader & ObjectWriter;
  readonly checkpoint: Checkpoint;
  readonly notes: Notes;
  /** Whether an object is stored, whole: by how it looks, where it was digested before. */
  isWhole(stored: Stored): boolean;
  readonly signal: AbortSignal;
  progress(progress: Progress): void;
  log(message: string): void;
}

/** What a bundle offers a worker. */
export interface BundledStep {
  /** What it may read besides its inputs. */
  readonly allows: readonly string[];
  describe(): Declaration;
  resolveWith(raw: { readonly [name: string]: Json }): ResolvedWith;
  execute(call: TaskCall, host: Host): Promise<{ readonly [output: string]: Manifest }>;
}

export function bundledStep(exported: unknown): BundledStep {
  const step = asStep(exported);
  return {
    allows: step.allows ?? [],
    describe: () => describe(step),
    resolveWith: (raw) => resolveWith(step, raw),
    execute: (call, host) => execute(step, call, host),
  };
}

function asStep(exported: unknown): AnyStep {
  const step = exported as Partial<AnyStep> | undefined;
  if (typeof step?.run !== "function" || typeof step.in !== "object" || typeof step.out !== "object") {
    throw new PipelineError({
      code: "not-a-step",
      message: "the module's default export is not a step",
      remedy: 'Write `export default defineStep({ … })` with defineStep from "tamiz/step".',
    });
  }
  return step as AnyStep;
}

function describe(step: AnyStep): Declaration {
  const inputs = Object.entries<InputType>(step.in).map(([name, type]) => [name, describeInput(type)] as const);
  const outputs = Object.entries<{ kind: Declaration["out"][string]["kind"]; schema: Json }>(step.out).map(
    ([name, { kind, schema }]) => [name, { kind, schema }] as const,
  );
  return {
    about: step.about,
    in: Object.fromEntries(inputs),
    out: Object.fromEntries(outputs),
    with: z.toJSONSchema(step.with, { io: "input", unrepresentable: "any" }) as Json,
    each: step.each ?? null,
    allows: step.allows ?? [],
  };
}

function describeInput(type: InputType): InputDeclaration {
  if ("optional" in type) return { ...describeInput(type.optional), optional: true };
  if ("list" in type) return { ...describeInput(type.list), list: true };
  return { kind: type.kind, schema: type.schema, list: false, optional: false };
}

function resolveWith(step: AnyStep, raw: { readonly [name: string]: Json }): ResolvedWith {
  const result = z.strictObject(step.with.shape).safeParse(raw);
  if (result.success) return { ok: true, value: result.data as { readonly [name: string]: Json } };
  const issues = result.error.issues.flatMap((issue) => {
    const path = issue.path.filter((part): part is string | number => typeof part !== "symbol");
    if (issue.code !== "unrecognized_keys") return [{ path, message: issue.message }];
    return issue.keys.map((key) => ({ path: [...path, key], message: "unknown" }));
  });
  return { ok: false, issues };
}

type Outputs = { readonly [output: string]: Manifest };
type Written = { readonly [output: string]: Manifest | undefined };

async function execute(step: AnyStep, call: TaskCall, host: Host): Promise<Outputs> {
  const written = (await executeRows(step, call, host)) ?? (await runStep(step, call, host));
  for (const [name, manifest] of Object.entries(written)) {
    if (manifest !== undefined) continue;
    throw new PipelineError({
      code: "output-missing",
      message: `the step ended without writing its output "${name}"`,
      remedy: `Call \`await out.${name}.write(…)\` in the step's run function (with an empty list, if there is nothing to say).`,
    });
  }
  return written as Outputs;
}

/** Runs only the rows of a part that are not known; undefined where it must run as a whole. */
async function executeRows(step: AnyStep, call: TaskCall, host: Host): Promise<Written | undefined> {
  const each = step.each ?? "";
  const part = call.inputs[each];
  const formats = rowFormats(step, each);
  if (call.known.length === 0 || part?.kind !== "one" || formats === undefined) return undefined;
  return takeKnownRows(part.manifest, call.known, formats, host.objects, (manifest, objects) => {
    const inputs = { ...call.inputs, [each]: { kind: "one", manifest } as const };
    // A checkpoint is of all rows.
    return runStep(step, { ...call, inputs }, { ...host, objects, checkpoint: NO_CHECKPOINT });
  });
}

const NO_CHECKPOINT: Checkpoint = { load: async () => undefined, save: async () => undefined };

function rowFormats(step: AnyStep, each: string): RowFormats | undefined {
  const input: RowFormat | undefined = step.in[each]?.rows;
  const outputs = Object.entries<{ readonly rows?: RowFormat }>(step.out).flatMap(([name, { rows }]) =>
    rows === undefined ? [] : [[name, rows] as const],
  );
  if (input === undefined || outputs.length < Object.keys(step.out).length) return undefined;
  return { input, outputs: Object.fromEntries(outputs) };
}

async function runStep(step: AnyStep, call: TaskCall, host: Host): Promise<Written> {
  const readers = Object.entries<InputType>(step.in).map(([name, type]) => [
    name,
    openInput(type, call.inputs[name], host.objects),
  ]);
  const memory = new Memory(host.notes);
  // Of a step with `each`, whole parts are known by their keys.
  const objects = step.each === undefined ? rememberingWriter(host.objects, host.notes, host.isWhole) : host.objects;
  const sinks = Object.entries<ReturnTypeOfCreate>(step.out).map(
    ([name, type]) => [name, type.create(objects)] as const,
  );
  const writers = sinks.map(([name, sink]) => [name, sink.writer]);
  // A step that waits for the signal would wait in vain.
  host.signal.throwIfAborted();
  await step.run({
    in: Object.fromEntries(readers),
    out: Object.fromEntries(writers),
    with: call.with,
    cpu: call.cpu,
    engine: call.engine,
    checkpoint: host.checkpoint,
    remember: (question, digest, compute) => memory.remember(question, digest, compute),
    rememberAll: (question, content, items, compute) => memory.rememberAll(question, content, items, compute),
    signal: host.signal,
    progress: host.progress,
    log: host.log,
  });
  host.signal.throwIfAborted();
  const closed = sinks.map(async ([name, sink]) => [name, await sink.close()] as const);
  return Object.fromEntries(await Promise.all(closed));
}

type ReturnTypeOfCreate = {
  create(objects: ObjectWriter): { readonly writer: unknown; close(): Promise<Manifest | undefined> };
};

function openInput(type: InputType, input: TaskInput | undefined, objects: ObjectReader): unknown {
  if ("optional" in type) return input === undefined ? undefined : openInput(type.optional, input, objects);
  if ("list" in type) {
    const members = input?.kind === "list" ? input.members : [];
    return members.map(({ cell, manifest }) => ({ cell, artifact: type.list.open(manifest, objects) }));
  }
  if (input?.kind !== "one") throw new TypeError("an input that is not a list was given one");
  return type.open(input.manifest, objects);
}
