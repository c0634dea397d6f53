import { readFile } from "node:fs/promises";
import { dirname, relative, resolve } from "node:path";
import type { Json } from "../digest.js";
import { PipelineError, type Place, systemCode } from "../error.js";
import { isTree, type Override, overlay, parseOverride, treeOf } from "./overlay.js";
import { parseText, toTree, validate } from "./parse.js";
import type { Pipeline } from "./pipeline.js";
import { resolvePipeline } from "./resolve.js";
import { type Aspect, type Path, type PositionedText, placeOf } from "./source-position.js";
import { suggest } from "./suggest.js";

export interface LoadOptions {
  /** Path of the file, from the current folder. */
  readonly file: string;
  readonly profile?: string;
  /** Overrides of the form `train.with.epochs=20`, later ones over earlier. */
  readonly set?: readonly string[];
}

/** Reads `pipeline.yaml` with a profile and overrides laid on it. */
export async function loadPipeline(
  { file, profile, set = [] }: LoadOptions,
  read: (path: string) => Promise<string> = (path) => readFile(path, "utf8"),
): Promise<Pipeline> {
  const path = resolve(file);
  const source = parseText(await readText(path, file, read), relative(process.cwd(), path) || path);
  const written = toTree(source);
  validate(written, (at, aspect) => nearest(at, (exact) => placeOf(source, exact, aspect)) ?? source.file);
  const steps = namesOf(written, "steps");
  const overrides = set.map((text) => parseOverride(text, steps));
  const layers = [
    ...profileLayer(written, profile, source),
    ...overrides.map(({ path: at, value }) => treeOf(at, value)),
  ];
  const tree = layers.reduce<Json>((under, over) => overlay(under, over), written);
  const place = placer(source, profile, overrides, tree);
  return resolvePipeline(validate(tree, place), { file: path, root: dirname(path), place });
}

async function readText(path: string, shown: string, read: (path: string) => Promise<string>): Promise<string> {
  try {
    return await read(path);
  } catch (error) {
    throw new PipelineError({
      code: "no-pipeline",
      message: systemCode(error) === "ENOENT" ? `there is no ${shown} in ${dirname(path)}` : `${shown} cannot be read`,
      where: path,
      remedy: "Go to the folder that has it, or name another file with --file.",
      cause: error,
    });
  }
}

function namesOf(tree: Json, key: string): readonly string[] {
  const inner = isTree(tree) ? tree[key] : undefined;
  return isTree(inner) ? Object.keys(inner) : [];
}

function profileLayer(tree: Json, profile: string | undefined, source: PositionedText): readonly Json[] {
  if (profile === undefined) return [];
  const known = namesOf(tree, "profiles");
  const profiles = isTree(tree) && isTree(tree.profiles) ? tree.profiles : {};
  const layer = Object.hasOwn(profiles, profile) ? profiles[profile] : undefined;
  if (layer !== undefined) return [layer];
  throw new PipelineError({
    code: "unknown-profile",
    message: `there is no profile "${profile}"${suggest(profile, known)}`,
    where: source.file,
    remedy: known.length === 0 ? "The file has none." : `The profiles are ${known.join(", ")}.`,
  });
}

/** Finds where a value was last written: an override, the profile, the file, or the step that this one is like. */
function placer(source: PositionedText, profile: string | undefined, overrides: readonly Override[], tree: Json) {
  const exact = (path: Path, aspect: Aspect | undefined, depth = 0): Place | string | undefined => {
    const override = overrides.findLast(({ path: set }) => set.every((part, index) => path[index] === part));
    if (override !== undefined) return override.text;
    const inProfile = profile === undefined ? undefined : placeOf(source, ["profiles", profile, ...path], aspect);
    const written = inProfile ?? placeOf(source, path, aspect);
    if (written !== undefined || depth > 20) return written;
    const around = overrides.findLast(({ path: set }) => path.every((part, index) => set[index] === part));
    if (around !== undefined) return around.text;
    const like = path[0] === "steps" ? likeOf(tree, path[1]) : undefined;
    return like === undefined ? undefined : exact(["steps", like, ...path.slice(2)], aspect, depth + 1);
  };
  return (path: Path, aspect?: Aspect): Place | string => nearest(path, (at) => exact(at, aspect)) ?? source.file;
}

function likeOf(tree: Json, step: string | number | undefined): string | undefined {
  const steps = isTree(tree) && isTree(tree.steps) ? tree.steps : {};
  const found = steps[String(step)];
  return isTree(found) && typeof found.like === "string" ? found.like : undefined;
}

/** The place of a path, or of the nearest one above it that has one. */
function nearest<T>(path: Path, find: (path: Path) => T | undefined): T | undefined {
  for (let length = path.length; length > 0; length--) {
    const found = find(path.slice(0, length));
    if (found !== undefined) return found;
  }
  return undefined;
}
