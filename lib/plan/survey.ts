import { setImmediate } from "node:timers/promises";
import type { Pipeline, Source, Step } from "../config/pipeline.js";
import { canonical, digestBytes, type Json } from "../digest.js";
import type { Bundle } from "../step/bundle.js";
import { Bundler } from "../step/bundler.js";
import type { Declaration, Inspection, ResolvedWith } from "../step/declaration.js";
import type { EngineName, EngineReport } from "../step/declare.js";
import { usesEngine } from "../step/natives.js";
import { sharedSources } from "../step/sources.js";
import type { DerivedStore } from "../store/derived.js";
import type { Watcher } from "../store/watcher.js";
import { surveyEngine } from "./engine.js";
import { KeptBundles } from "./kept-bundle.js";
import { type SourceTable, walkSource } from "./source.js";
import { surveyCommand } from "./survey-command.js";
import { surveyModule } from "./survey-module.js";

/** What is known of a step's module. */
export interface StepModule {
  readonly digest: string;
  /** The derived name of the bundle's code. */
  readonly code: string;
  readonly natives: { readonly [name: string]: string };
  readonly sources: { readonly [file: string]: string };
  readonly declaration: Declaration;
}

/** What was found out about one step: its module, and the parameters of each of its cells with defaults filled in. */
export interface SurveyedStep {
  readonly step: Step;
  readonly module: StepModule;
  readonly resolved: readonly ResolvedWith[];
}

/** Everything that a plan needs to know of the world, as found at one moment. */
export interface Survey {
  /** By step name. */
  readonly modules: ReadonlyMap<string, StepModule>;
  /** Parameters of each cell with defaults filled in, by step name, in cell order. */
  readonly resolved: ReadonlyMap<string, readonly ResolvedWith[]>;
  /** By `sourceId`. */
  readonly sources: ReadonlyMap<string, SourceTable>;
  /** Set where a step trains or predicts. */
  readonly engine: EngineReport | undefined;
  readonly platform: { readonly os: string; readonly arch: string; readonly node: number };
  /** Values of the environment variables that steps declare. */
  readonly env: { readonly [name: string]: string };
}

/** Questions that only a worker process can answer: they run the step's own code, or native code. */
export interface Inspector {
  inspect(
    bundle: Pick<Bundle, "code" | "origins">,
    raw: readonly { readonly [name: string]: Json }[],
  ): Promise<Inspection>;
  /** The engine for a project's folder. */
  probeEngine(project: string, forced: EngineName | undefined): Promise<EngineReport>;
}

export interface SurveyOptions {
  readonly derived: DerivedStore;
  readonly inspector: Inspector;
  readonly engine: EngineName | undefined;
  readonly watcher: Watcher;
  onSourceFile(source: string, done: number, total: number): void;
  /** Is told of all step modules before sources are walked, where none has to be built. */
  onModules(modules: readonly SurveyedStep[]): void;
}

/** A look at the world, and what was learned on the way that is worth keeping: derived name → content. */
export interface Surveyed {
  readonly survey: Survey;
  readonly learned: ReadonlyMap<string, string>;
}

/** Gathers what only a look can tell. Writes nothing. */
export async function survey(pipeline: Pipeline, options: SurveyOptions): Promise<Surveyed> {
  const learned = new Map<string, string>();
  const shared = sharedSources();
  const bundler = new Bundler(pipeline.root, shared);
  const kept = new KeptBundles(options.derived);
  const ready: SurveyedStep[] = [];
  const walking = setImmediate().then(() => {
    // By now every module is known that has not to be built.
    if (ready.length === pipeline.steps.filter(({ command }) => command === undefined).length) options.onModules(ready);
    return surveySources(pipeline, options, learned);
  });
  const surveyAll = async ([first, ...others]: readonly [Step, ...Step[]]): Promise<readonly SurveyedStep[]> => {
    const { command } = first;
    if (command === undefined) {
      const surveyed = await surveyModule(pipeline, [first, ...others], { ...options, bundler, kept, learned });
      ready.push(...surveyed);
      return surveyed;
    }
    const tables = await walking;
    const isFile = (source: Source) => tables.get(sourceId(source))?.isFile === true;
    return [await surveyCommand(pipeline, first, command, { ...options, kept, learned, shared, isFile })];
  };
  const [surveyed, sources] = await Promise.all([Promise.all(byModule(pipeline.steps).map(surveyAll)), walking]);
  const found = surveyed.flat();
  const modules = new Map(found.map(({ step, module }) => [step.name, module]));
  const needsEngine = [...modules.values()].some(({ natives }) => usesEngine(natives));
  return {
    survey: {
      modules,
      resolved: new Map(found.map(({ step, resolved }) => [step.name, resolved])),
      sources,
      engine: needsEngine ? await surveyEngine(pipeline.root, { ...options, learned }) : undefined,
      platform: { os: process.platform, arch: process.arch, node: Number(process.versions.node.split(".")[0]) },
      env: readEnvironment(pipeline),
    },
    learned,
  };
}

/** The steps that name one module together; a step with a command stands alone. */
function byModule(steps: readonly Step[]): readonly (readonly [Step, ...Step[]])[] {
  const groups = new Map<string, [Step, ...Step[]]>();
  for (const step of steps) {
    const name = step.command === undefined ? `uses ${step.uses}` : `runs ${step.name}`;
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [step]);
    else group.push(step);
  }
  return [...groups.values()];
}

export function sourceId(source: Source): string {
  return canonical([source.path ?? null, source.download.map(({ id, sha256 }) => [id, sha256])]);
}

const NOTHING_KNOWN = { text: "", digest: digestBytes("") };

async function surveySources(pipeline: Pipeline, options: SurveyOptions, learned: Map<string, string>) {
  const tables = new Map<string, SourceTable>();
  for (const step of pipeline.steps) {
    for (const [input, source] of Object.entries(step.in)) {
      if (source.kind !== "source" || tables.has(sourceId(source))) continue;
      const place = pipeline.place(["steps", step.name, "in", input]);
      const name = `files/${digestBytes(source.path ?? "")}.txt`;
      const known = options.derived.stored(name) ?? NOTHING_KNOWN;
      const onFile = (done: number, total: number) => options.onSourceFile(source.text, done, total);
      const walked = await walkSource(source, place, known, onFile, options.watcher);
      tables.set(sourceId(source), walked.table);
      if (walked.learned !== undefined) learned.set(name, walked.learned);
    }
  }
  return tables;
}

function readEnvironment(pipeline: Pipeline): { readonly [name: string]: string } {
  const names = new Set(pipeline.steps.flatMap((step) => step.env));
  const values: Record<string, string> = {};
  for (const name of names) {
    const value = process.env[name];
    if (value !== undefined) values[name] = value;
  }
  return values;
}
