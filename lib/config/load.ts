import { readFile } from "node:fs/promises";
import { basename, dirname, relative, resolve } from "node:path";
import type { Json } from "../digest.js";
import { PipelineError, type Place, systemCode } from "../error.js";
import { isTree, type Override, overlay, parseOverride, treeOf } from "./overlay.js";
import { parseText, toTree } from "./parse.js";
import type { Focus, Path, Pipeline } from "./pipeline.js";
import { resolvePipeline } from "./resolve.js";
import { type PositionedText, placeOf } from "./source-position.js";
import { suggest } from "./suggest.js";
import { validate } from "./validate.js";

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
  const asWritten = validate(
    written,
    (at, focus) => nearest(at, focus, (...exact) => placeOf(source, ...exact)) ?? source.file,
  );
  const steps = namesOf(written, "steps");
  const overrides = set.map((text) => parseOverride(text, steps));
  const profiled = profileLayer(written, profile, source).reduce<Json>((under, over) => overlay(under, over), written);
  for (const override of overrides) checkParam(override, namesOf(profiled, "params"));
  const tree = overrides.reduce((under, { path: at, value }) => overlay(under, treeOf(at, value)), profiled);
  const place = placer(source, profile, overrides, tree);
  const raw = tree === written ? asWritten : validate(tree, place);
  return resolvePipeline(raw, { file: path, root: dirname(path), place });
}

async function readText(path: string, shown: string, read: (path: string) => Promise<string>): Promise<string> {
  try {
    return await read(path);
  } catch (error) {
    throw new PipelineError({
      code: "no-pipeline",
      message:
        systemCode(error) === "ENOENT"
          ? `there is no ${basename(path)} in ${dirname(path)}`
          : `${shown} cannot be read (${systemCode(error) ?? String(error)})`,
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

/** A param that no step can be reading is a slip of the hand. */
function checkParam({ path, text }: Override, known: readonly string[]): void {
  const [first, name] = path;
  if (first !== "params" || known.includes(String(name))) return;
  throw new PipelineError({
    code: "unknown-param",
    message: `there is no param "${name}"${suggest(String(name), known)}`,
    where: text,
    remedy: known.length === 0 ? "The file has none." : `The params are ${known.join(", ")}.`,
  });
}

/** Finds where a value was last written: an override, the profile, the file, or the step that this one is like. */
function placer(source: PositionedText, profile: string | undefined, overrides: readonly Override[], tree: Json) {
  const exact = (path: Path, focus: Focus | undefined, depth = 0): Place | string | undefined => {
    const override = overrides.findLast(({ path: set }) => beginsWith(path, set));
    if (override !== undefined) return override.text;
    const inProfile = profile === undefined ? undefined : placeOf(source, ["profiles", profile, ...path], focus);
    const written = inProfile ?? placeOf(source, path, focus);
    if (written !== undefined || depth > 20) return written;
    const below = overrides.findLast(({ path: set }) => beginsWith(set, path));
    if (below !== undefined) return below.text;
    const like = path[0] === "steps" ? likeOf(tree, path[1]) : undefined;
    return like === undefined ? undefined : exact(["steps", like, ...path.slice(2)], focus, depth + 1);
  };
  return (path: Path, focus?: Focus): Place | string => nearest(path, focus, exact) ?? source.file;
}

function beginsWith(path: Path, start: Path): boolean {
  return start.every((part, index) => path[index] === part);
}

function likeOf(tree: Json, step: string | number | undefined): string | undefined {
  const steps = isTree(tree) && isTree(tree.steps) ? tree.steps : {};
  const found = steps[String(step)];
  return isTree(found) && typeof found.like === "string" ? found.like : undefined;
}

/** The place of a path, or of the nearest one above it that has one. */
function nearest<T>(
  path: Path,
  focus: Focus | undefined,
  find: (path: Path, focus: Focus | undefined) => T | undefined,
): T | undefined {
  for (let length = path.length; length > 0; length--) {
    const found = find(path.slice(0, length), length === path.length ? focus : undefined);
    if (found !== undefined) return found;
  }
  return undefined;
}
