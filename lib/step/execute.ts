// What a worker does with a step. Bundled with the step, so that its code and the formats' count in the code digest.
import { z } from "zod";
import type { Manifest, ObjectReader, ObjectWriter } from "../artifact/manifest.js";
import type { Json } from "../digest.js";
import { PipelineError } from "../error.js";
import type { Declaration, InputDeclaration, ResolvedWith } from "./declaration.js";
import type { AnyStep, Checkpoint, EngineChoice, InputType, Progress } from "./declare.js";

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
}

/** What surrounds a running step. */
export interface Host {
  readonly objects: ObjectReader & ObjectWriter;
  readonly checkpoint: Checkpoint;
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

async function execute(step: AnyStep, call: TaskCall, host: Host): Promise<{ readonly [output: string]: Manifest }> {
  const readers = Object.entries<InputType>(step.in).map(([name, type]) => [
    name,
    openInput(type, call.inputs[name], host.objects),
  ]);
  const sinks = Object.entries<ReturnTypeOfCreate>(step.out).map(
    ([name, type]) => [name, type.create(host.objects)] as const,
  );
  const writers = sinks.map(([name, sink]) => [name, sink.writer]);
  await step.run({
    in: Object.fromEntries(readers),
    out: Object.fromEntries(writers),
    with: call.with,
    cpu: call.cpu,
    engine: call.engine,
    checkpoint: host.checkpoint,
    signal: host.signal,
    progress: host.progress,
    log: host.log,
  });
  host.signal.throwIfAborted();
  const outputs: Record<string, Manifest> = {};
  for (const [name, sink] of sinks) {
    const manifest = await sink.close();
    if (manifest === undefined) {
      throw new PipelineError({
        code: "output-missing",
        message: `the step ended without writing its output "${name}"`,
        remedy: `Call \`await out.${name}.write(…)\` in the step's run function (with an empty list, if there is nothing to say).`,
      });
    }
    outputs[name] = manifest;
  }
  return outputs;
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
