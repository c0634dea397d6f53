// A generated pipeline as plan and run see it, and an executor that carries its tasks out in this process.
import { type ListedFile, parseListedFiles } from "../../lib/artifact/files.js";
import { type Manifest, type Part, partName } from "../../lib/artifact/manifest.js";
import type { Input, Pipeline, Source, Step } from "../../lib/config/pipeline.js";
import { compareIds, digestBytes, digestJson } from "../../lib/digest.js";
import type { SourceTable } from "../../lib/plan/source.js";
import { type StepModule, type Survey, sourceId } from "../../lib/plan/survey.js";
import type { InputRequest } from "../../lib/plan/task.js";
import type { Executor } from "../../lib/run/executor.js";
import type { TaskRequest, TaskResult } from "../../lib/run/protocol.js";
import { digestManifest } from "../../lib/store/objects.js";
import type { Store } from "../../lib/store/store.js";
import { type GeneratedInput, type GeneratedStep, isList, type World } from "./world.js";

export function pipelineOf(world: World): Pipeline {
  const steps = world.steps.map((step): Step => {
    const cell = (axes: Step["cells"][number]["axes"]) => ({ axes, with: {} });
    return {
      name: step.name,
      uses: step.name,
      command: undefined,
      in: Object.fromEntries(Object.entries(step.in).map(([name, input]) => [name, inputOf(input)])),
      absent: {},
      cells: step.matrix?.map((n) => cell({ n })) ?? [cell({})],
      matrix: step.matrix !== null,
      cpu: 1,
      env: step.env,
      cache: true,
      timeout: undefined,
      retries: 0,
    };
  });
  return {
    name: "generated",
    file: "/generated/pipeline.yaml",
    root: "/generated",
    params: {},
    steps,
    place: () => "",
  };
}

function inputOf(input: GeneratedInput): Input {
  return "source" in input ? sourceOf(input.source) : { kind: "output", step: input.step, output: "out" };
}

function sourceOf(name: string): Source {
  return { kind: "source", path: `/generated/${name}`, text: name, download: [] };
}

export function surveyOf(world: World): Survey {
  const { steps } = world;
  const tables = Object.entries(world.sources).map(
    ([name, files]) => [sourceId(sourceOf(name)), tableOf(files)] as const,
  );
  return {
    modules: new Map(steps.map((step) => [step.name, moduleOf(step, world)])),
    resolved: new Map(steps.map((step) => [step.name, parametersOf(step).map((value) => ({ ok: true, value }))])),
    sources: new Map(tables),
    engine: undefined,
    platform: { os: "linux", arch: "x64", node: world.node },
    env: world.env,
  };
}

function moduleOf(step: GeneratedStep, { steps, versions }: World): StepModule {
  const declared = Object.entries(step.in).map(([name, input]) => {
    const kind = "source" in input ? "files" : "table";
    return [name, { kind, schema: null, list: isList(input, steps), optional: false }] as const;
  });
  const declaration = { about: "", in: Object.fromEntries(declared), out: {}, with: {}, each: step.each, allows: [] };
  return {
    digest: digestJson([step.name, step.salt, step.outputs]),
    code: `bundles/${step.name}.cjs`,
    natives: Object.fromEntries(step.natives.map((name) => [name, String(versions[name])])),
    sources: {},
    declaration,
  };
}

function parametersOf(step: GeneratedStep): { readonly [name: string]: number }[] {
  return (step.matrix ?? [0]).map((n) => ({ parameter: step.parameter, n }));
}

/** What a source's table lists. */
export function filesIn({ parts }: SourceTable): readonly ListedFile[] {
  return parts.flatMap((part) => parseListedFiles(part.bytes()));
}

/** Cut into small parts, by the names alone. */
function tableOf(files: Readonly<Record<string, string>>): SourceTable {
  const contents: string[] = [""];
  for (const [id, content] of Object.entries(files).sort(([a], [b]) => compareIds(a, b))) {
    contents.push(`${contents.pop()}${id} ${content}\n`);
    if (digestBytes(id) < "6") contents.push("");
  }
  const parts = contents.filter((content, index) => content !== "" || index === 0).map((text) => Buffer.from(text));
  const manifest: Manifest = {
    kind: "files",
    schema: null,
    parts: parts.map((bytes, index) => partOf(bytes, index)),
  };
  return {
    digest: digestManifest(manifest),
    manifest,
    parts: parts.map((bytes, index) => ({ ...partOf(bytes, index), rows: 1, bytes: () => bytes })),
    isFile: false,
    path: undefined,
    renamed: {},
    download: [],
    known: undefined,
  };
}

function partOf(bytes: Uint8Array, index: number): Part {
  return { name: partName(index, "txt"), digest: digestBytes(bytes), size: bytes.byteLength, rows: 1 };
}

/** What a task is, whatever its key says: all that its output rests on, contents included. */
export type Identity = string;

export class InProcessExecutor implements Executor {
  /** Of the tasks carried out, in order. */
  readonly carriedOut: Identity[] = [];
  readonly #world: World;
  readonly #store: Store;
  readonly #failing: string | undefined;

  /** Tasks of the step `failing` fail. */
  constructor(world: World, store: Store, failing?: string) {
    this.#world = world;
    this.#store = store;
    this.#failing = failing;
  }

  prepare(): void {}

  async run(request: TaskRequest): Promise<TaskResult> {
    const name = request.id.replace(/\[.*/, "");
    const step = this.#world.steps.find((one) => one.name === name);
    if (step === undefined) throw new Error(`there is no step ${name}`);
    if (name === this.#failing) throw new Error("it was to fail");
    const inputs: unknown[] = [];
    for (const [input, asked] of Object.entries(request.inputs).sort()) inputs.push([input, await this.#read(asked)]);
    const { node, format, env, versions } = this.#world;
    const natives = step.natives.map((one) => versions[one]);
    const variables = step.env.map((one) => env[one] ?? null);
    const parameters = [request.with.parameter, request.with.n];
    const rest = [name, step.salt, step.outputs, node, format];
    const identity = digestJson([...rest, natives, variables, parameters, inputs]);
    this.carriedOut.push(identity);
    const bytes = Buffer.from(`${name} ${Number.parseInt(identity.slice(0, 12), 16) % step.outputs}`);
    await this.#store.objects.write(bytes);
    const manifest: Manifest = { kind: "table", schema: null, rows: 1, parts: [partOf(bytes, 0)] };
    return { outputs: { out: await this.#store.objects.writeManifest(manifest) }, hasCheckpoint: false, reads: [] };
  }

  async #read(asked: InputRequest): Promise<unknown> {
    if (asked.kind === "one") return this.#contents(asked.artifact);
    const members: unknown[] = [];
    for (const { cell, artifact } of asked.members) members.push([cell, await this.#contents(artifact)]);
    return members;
  }

  async #contents(artifact: Parameters<Store["objects"]["read"]>[0]): Promise<string[]> {
    const contents: string[] = [];
    for (const { digest } of this.#store.objects.manifest(artifact)?.parts ?? []) {
      contents.push(Buffer.from(await this.#store.objects.read(digest)).toString());
    }
    return contents;
  }

  async close(): Promise<void> {}
}
