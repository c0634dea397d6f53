import { join, resolve } from "node:path";
import type { Pipeline, Step } from "../config/pipeline.js";
import { canonical, digestBytes } from "../digest.js";
import { PipelineError } from "../error.js";
import { type Bundle, resolveStepModule } from "../step/bundle.js";
import type { Bundler } from "../step/bundler.js";
import type { Inspection, ResolvedWith } from "../step/declaration.js";
import { lookUpsFor } from "../step/look-ups.js";
import { packageRoot } from "../step/package-root.js";
import type { Fingerprint, Watcher } from "../store/watcher.js";
import { pathsBehind } from "./behind.js";
import { type KeptBundles, keepBundle } from "./kept-bundle.js";
import { checkReads } from "./reads.js";
import type { StepModule, SurveyedStep, SurveyOptions } from "./survey.js";

export interface ModuleSurveyOptions extends Pick<SurveyOptions, "derived" | "inspector" | "watcher"> {
  readonly bundler: Bundler;
  readonly kept: KeptBundles;
  readonly learned: Map<string, string>;
}

interface KnownModule {
  readonly at: number;
  readonly watched: { readonly [path: string]: Fingerprint };
  readonly module: StepModule;
  readonly resolved: Resolved;
}

/** Canonical raw parameters → resolved. */
type Resolved = readonly (readonly [raw: string, ResolvedWith])[];

/** What is asked of one module: by which steps, and every set of their parameters in canonical form, each once. */
interface Use {
  readonly pipeline: Pipeline;
  /** The one that messages name. */
  readonly step: Step;
  readonly path: string;
  readonly raw: readonly string[];
}

/** Steps that name one step module: it is bundled, loaded and kept once. */
export async function surveyModule(
  pipeline: Pipeline,
  steps: readonly [Step, ...Step[]],
  options: ModuleSurveyOptions,
): Promise<readonly SurveyedStep[]> {
  const { derived, watcher, kept, learned } = options;
  const [step] = steps;
  const path = findModule(pipeline, step, watcher);
  const asked = steps.map((user) => ({ user, raw: user.cells.map((cell) => canonical(cell.with)) }));
  const use: Use = { pipeline, step, path, raw: [...new Set(asked.flatMap(({ raw }) => raw))] };

  const name = `modules/${digestBytes(canonical([step.uses, path, pipeline.root, packageRoot]))}.json`;
  const known = derived.json(name) as KnownModule | undefined;
  const isFresh = known !== undefined && watcher.unchanged(known.watched, known.at);
  const bundle = isFresh ? kept.find(known.module) : undefined;
  const found = isFresh && bundle ? await resolveMore(use, known, bundle, options) : await build(use, options);
  if (found !== known) learned.set(name, JSON.stringify(found));
  const { module } = found;
  const resolved = new Map(found.resolved);
  return asked.map(({ user, raw }) => ({
    step: user,
    module,
    resolved: raw.flatMap((text) => resolved.get(text) ?? []),
  }));
}

function findModule(pipeline: Pipeline, { name, uses }: Step, watcher: Watcher): string {
  const path = resolveStepModule(uses, pipeline.root);
  watcher.look(path ?? resolve(pipeline.root, uses));
  if (path !== undefined) return path;
  throw new PipelineError({
    code: "step-module-missing",
    message: `step "${name}" uses ${uses}, which does not exist`,
    where: pipeline.place(["steps", name, "uses"]),
    remedy: "Write that file, or name another.",
  });
}

/** A module that has not changed, with the parameters resolved that are new. */
async function resolveMore(
  use: Use,
  known: KnownModule,
  bundle: Pick<Bundle, "code" | "origins">,
  { inspector }: ModuleSurveyOptions,
): Promise<KnownModule> {
  const before = new Set(known.resolved.map(([text]) => text));
  const raw = use.raw.filter((text) => !before.has(text));
  if (raw.length === 0) return known;
  const { resolved, reads } = await inspect({ ...use, raw }, bundle, inspector);
  checkReads(use.pipeline, use.step, known.module.declaration.allows, reads);
  return { ...known, resolved: [...known.resolved, ...resolved] };
}

async function build(use: Use, { bundler, inspector, learned, watcher }: ModuleSurveyOptions): Promise<KnownModule> {
  const { pipeline, step, path } = use;
  const at = Date.now();
  const bundled = await bundler.bundle(path).catch((error) => {
    throw locate(error, `step "${step.name}" cannot be built`);
  });
  if (!bundled.mayAllow) checkReads(pipeline, step, [], bundled.reads);
  const lookUps = [...lookUpsFor(step.uses, pipeline.root), ...bundled.lookUps];
  const paths = [...pathsBehind(bundled.files), ...lookUps, join(packageRoot, "package.json")];
  const watched = Object.fromEntries(paths.map((file) => [file, watcher.fingerprint(file)]));
  const { declaration, resolved, reads } = await inspect(use, bundled, inspector);
  checkReads(pipeline, step, declaration.allows, [...bundled.reads, ...reads]);
  const code = keepBundle(bundled, learned);
  const { digest, natives, sources } = bundled;
  return { at, watched, module: { digest, code, natives, sources, declaration }, resolved };
}

/** Has the module's own code describe it, and resolve parameters. */
async function inspect(
  { pipeline, step, raw }: Use,
  bundle: Pick<Bundle, "code" | "origins">,
  inspector: SurveyOptions["inspector"],
): Promise<Omit<Inspection, "resolved"> & { readonly resolved: Resolved }> {
  try {
    const parameters = raw.map((text) => JSON.parse(text));
    const { resolved, ...rest } = await inspector.inspect(bundle, parameters);
    return { ...rest, resolved: resolved.map((one, index) => [raw[index] ?? "", one]) };
  } catch (error) {
    const place = pipeline.place(["steps", step.name, "uses"]);
    throw locate(error, `step "${step.name}" (${step.uses}) cannot be loaded`, place);
  }
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
