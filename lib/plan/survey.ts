import { join, resolve } from "node:path";
import type { Pipeline, Source, Step } from "../config/pipeline.js";
import { canonical, digestBytes, type Json } from "../digest.js";
import { PipelineError } from "../error.js";
import { type Bundle, resolveStepModule } from "../step/bundle.js";
import { Bundler } from "../step/bundler.js";
import type { Declaration, Inspection, ResolvedWith } from "../step/declaration.js";
import type { EngineName, EngineReport } from "../step/declare.js";
import { lookUpsFor } from "../step/look-ups.js";
import { packageRoot } from "../step/package-root.js";
import { sharedSources } from "../step/sources.js";
import type { DerivedStore } from "../store/derived.js";
import type { Fingerprint, Watcher } from "../store/watcher.js";
import { pathsBehind } from "./behind.js";
import { surveyEngine } from "./engine.js";
import { KeptBundles, keepBundle } from "./kept-bundle.js";
import { checkReads } from "./reads.js";
import { type KnownFiles, type SourceTable, walkSource } from "./source.js";
import { surveyCommand } from "./survey-command.js";

/** What is known of a step's module. */
export interface StepModule {
  readonly digest: string;
  /** The derived name of the bundle's code. */
  readonly code: string;
  readonly natives: { readonly [name: string]: string };
  readonly sources: { readonly [file: string]: string };
  readonly declaration: Declaration;
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
}

/** A look at the world, and what was learned on the way that is worth keeping: derived name → content. */
export interface Surveyed {
  readonly survey: Survey;
  readonly learned: ReadonlyMap<string, string>;
}

interface KnownModule {
  readonly at: number;
  readonly watched: { readonly [path: string]: Fingerprint };
  readonly module: StepModule;
  /** Canonical raw parameters → resolved. */
  readonly resolved: { readonly [raw: string]: ResolvedWith };
}

/** Gathers what only a look can tell. Writes nothing. */
export async function survey(pipeline: Pipeline, options: SurveyOptions): Promise<Surveyed> {
  const learned = new Map<string, string>();
  const shared = sharedSources();
  const bundler = new Bundler(pipeline.root, shared);
  const kept = new KeptBundles(options.derived);
  const walking = surveySources(pipeline, options, learned);
  const surveyStep = async (step: Step) => {
    if (step.command === undefined) return surveyModule(pipeline, step, { ...options, bundler, kept, learned });
    const tables = await walking;
    const isFile = (source: Source) => tables.get(sourceId(source))?.isFile === true;
    return surveyCommand(pipeline, step, step.command, { ...options, kept, learned, shared, isFile });
  };
  const [found, sources] = await Promise.all([Promise.all(pipeline.steps.map(surveyStep)), walking]);
  const modules = new Map(found.map(({ step, module }) => [step.name, module]));
  const usesEngine = [...modules.values()].some(needsEngine);
  return {
    survey: {
      modules,
      resolved: new Map(found.map(({ step, resolved }) => [step.name, resolved])),
      sources,
      engine: usesEngine ? await surveyEngine(pipeline.root, { ...options, learned }) : undefined,
      platform: { os: process.platform, arch: process.arch, node: Number(process.versions.node.split(".")[0]) },
      env: readEnvironment(pipeline),
    },
    learned,
  };
}

/** A step trains or predicts if its bundle loads TensorFlow.js, whatever it says of itself. */
export function needsEngine(module: StepModule): boolean {
  return Object.keys(module.natives).some((name) => name.startsWith("@tensorflow/"));
}

export function sourceId(source: Source): string {
  return canonical([source.path ?? null, source.download.map(({ id, sha256 }) => [id, sha256])]);
}

interface ModuleSurveyOptions extends SurveyOptions {
  readonly bundler: Bundler;
  readonly kept: KeptBundles;
  readonly learned: Map<string, string>;
}

async function surveyModule(
  pipeline: Pipeline,
  step: Step,
  { watcher, bundler, kept, learned, ...options }: ModuleSurveyOptions,
): Promise<{ readonly step: Step; readonly module: StepModule; readonly resolved: readonly ResolvedWith[] }> {
  const path = resolveStepModule(step.uses, pipeline.root);
  watcher.look(path ?? resolve(pipeline.root, step.uses));
  if (path === undefined) {
    throw new PipelineError({
      code: "step-module-missing",
      message: `step "${step.name}" uses ${step.uses}, which does not exist`,
      where: pipeline.place(["steps", step.name, "uses"]),
      remedy: "Write that file, or name another.",
    });
  }
  const name = `modules/${digestBytes(canonical([step.name, path, pipeline.root, packageRoot]))}.json`;
  const known = options.derived.json(name) as KnownModule | undefined;
  const fresh = known !== undefined && watcher.unchanged(known.watched, known.at) ? known : undefined;
  const raw = step.cells.map((cell) => canonical(cell.with));
  const wanted = raw.filter((text) => fresh?.resolved[text] === undefined);
  const bundle = fresh === undefined ? undefined : kept.find(fresh.module);
  const inspect = (built: Pick<Bundle, "code" | "origins">) => inspectStep(pipeline, step, built, options.inspector);
  const resolvedBy = (inspection: Inspection) =>
    Object.fromEntries(raw.map((text, index) => [text, inspection.resolved[index]]));
  if (fresh !== undefined && bundle !== undefined) {
    if (wanted.length === 0) return { step, module: fresh.module, resolved: pick(raw, fresh.resolved) };
    const inspection = await inspect(bundle);
    checkReads(pipeline, step, fresh.module.declaration.allows, inspection.reads);
    learned.set(name, JSON.stringify({ ...fresh, resolved: { ...fresh.resolved, ...resolvedBy(inspection) } }));
    return { step, module: fresh.module, resolved: inspection.resolved };
  }
  const at = Date.now();
  const bundled = await bundler.bundle(path).catch((error) => {
    throw locate(error, `step "${step.name}" cannot be built`);
  });
  if (!bundled.mayAllow) checkReads(pipeline, step, [], bundled.reads);
  const lookUps = [...lookUpsFor(step.uses, pipeline.root), ...bundled.lookUps];
  const paths = [...pathsBehind(bundled.files), ...lookUps, join(packageRoot, "package.json")];
  const watched = Object.fromEntries(paths.map((file) => [file, watcher.fingerprint(file)]));
  const inspection = await inspect(bundled);
  checkReads(pipeline, step, inspection.declaration.allows, [...bundled.reads, ...inspection.reads]);
  const code = keepBundle(bundled, learned);
  const { digest, natives, sources } = bundled;
  const module: StepModule = { digest, code, natives, sources, declaration: inspection.declaration };
  learned.set(name, JSON.stringify({ at, watched, module, resolved: resolvedBy(inspection) }));
  return { step, module, resolved: inspection.resolved };
}

/** Has the step's own code resolve the parameters of all its cells. */
function inspectStep(
  pipeline: Pipeline,
  step: Step,
  bundle: Pick<Bundle, "code" | "origins">,
  inspector: Inspector,
): Promise<Inspection> {
  const raw = step.cells.map((cell) => cell.with);
  return inspector.inspect(bundle, raw).catch((error) => {
    const place = pipeline.place(["steps", step.name, "uses"]);
    throw locate(error, `step "${step.name}" (${step.uses}) cannot be loaded`, place);
  });
}

function pick(raw: readonly string[], resolved: KnownModule["resolved"]): readonly ResolvedWith[] {
  return raw.flatMap((text) => resolved[text] ?? []);
}

function locate(error: unknown, message: string, where?: PipelineError["where"]): unknown {
  if (!(error instanceof Error)) return error;
  const { code = "step-broken", remedy = "Mend the step module." } = error as Partial<PipelineError>;
  return new PipelineError({
    code,
    message: `${message}: ${error.message}`,
    where: (error as Partial<PipelineError>).where ?? where,
    remedy,
    cause: error,
  });
}

async function surveySources(pipeline: Pipeline, options: SurveyOptions, learned: Map<string, string>) {
  const tables = new Map<string, SourceTable>();
  for (const step of pipeline.steps) {
    for (const [input, source] of Object.entries(step.in)) {
      if (source.kind !== "source" || tables.has(sourceId(source))) continue;
      const place = pipeline.place(["steps", step.name, "in", input]);
      const name = `sources/${digestBytes(source.path ?? "")}.json`;
      const known = (options.derived.json(name) ?? {}) as KnownFiles;
      const onFile = (done: number, total: number) => options.onSourceFile(source.text, done, total);
      const walked = await walkSource(source, place, known, onFile, options.watcher);
      tables.set(sourceId(source), walked.table);
      if (walked.known !== undefined) learned.set(name, JSON.stringify(walked.known));
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
