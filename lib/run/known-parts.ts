import { type Manifest, manifestOfPart } from "../artifact/manifest.js";
import { digestJson, type ObjectDigest } from "../digest.js";
import { specifyPart } from "../plan/plan.js";
import type { PlannedTask, TaskSpec } from "../plan/task.js";
import { digestManifest } from "../store/objects.js";
import type { Components } from "../store/records.js";
import type { KnownPartRequest } from "./protocol.js";
import type { WorkOptions } from "./work.js";

/** The digest of all that a key is made of, but for the inputs. */
export function basisOf({ inputs: _, ...rest }: Components): string {
  return digestJson(rest);
}

/**
 * For each part of a task's `each` input, those of its last run's input whose rows it may share, with what was made of
 * them by a task whose key differs in that input alone.
 */
export function knownParts(
  task: PlannedTask,
  spec: TaskSpec,
  manifest: Manifest,
  options: WorkOptions,
): (index: number) => readonly KnownPartRequest[] {
  const { memory, store, force } = options;
  const each = spec.each ?? "";
  const last = force.has(task.step.name) ? undefined : memory.last(task.id);
  const before = last?.components.inputs[each];
  const old = typeof before === "string" ? store.objects.manifest(before) : undefined;
  if (old === undefined) return () => [];
  const near = nearbyParts(old, manifest);
  const recall = (index: number): readonly KnownPartRequest[] => {
    const input = digestManifest(manifestOfPart(old, index));
    const record = memory.recall(specifyPart(spec, input, options.keyOf).key);
    // Files of a source, which a part of it lists, need not be read again.
    const isThere = store.objects.manifest(input)?.parts.every((part) => store.objects.isWhole(part)) ?? false;
    return record !== undefined && isThere ? [{ input, outputs: record.outputs }] : [];
  };
  return (index) => (near.get(index) ?? []).flatMap(recall);
}

/** So many former parts a part may take rows from. */
const NEAR = 4;

/**
 * For each part that only `after` has, by index, the parts of `before` in which its rows may have been, the likeliest first.
 * Parts that both have hold their places, for rows are in id order; between two of these, a part's rows were about as far
 * along as they are now.
 */
export function nearbyParts(before: Manifest, after: Manifest): ReadonlyMap<number, readonly number[]> {
  const places = new Map(before.parts.map((part, index) => [part.digest, index] as const));
  const near = new Map<number, readonly number[]>();
  let start = 0;
  let from = 0;
  for (let end = 0; end <= after.parts.length; end++) {
    const digest: ObjectDigest | undefined = after.parts[end]?.digest;
    const place = digest === undefined ? before.parts.length : places.get(digest);
    if (place === undefined || place < from) continue;
    const [count, old] = [end - start, place - from];
    for (let index = 0; index < count; index++) {
      const middle = ((index + 0.5) * old) / count - 0.5;
      const byDistance = Array.from({ length: old }, (_, at) => at)
        .sort((a, b) => Math.abs(a - middle) - Math.abs(b - middle))
        .slice(0, NEAR);
      near.set(
        start + index,
        byDistance.map((at) => from + at),
      );
    }
    [start, from] = [end + 1, place + 1];
  }
  return near;
}
