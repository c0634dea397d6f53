import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { ObjectDigest } from "../digest.js";
import type { Need } from "../store/collection.js";
import { DerivedStore } from "../store/derived.js";
import { projectsOn } from "../store/projects.js";
import { Reach } from "../store/reach.js";
import type { Store } from "../store/store.js";
import { readLock } from "./lock.js";
import { latestKeys } from "./memory.js";
import { shownArtifacts } from "./shown.js";

/** What one project needs of a store. */
interface ProjectNeed {
  readonly keys: readonly string[];
  readonly artifacts: readonly ObjectDigest[];
}

/**
 * What all projects on a store need, the one in `root` among them: their current results, what their views show and
 * their lock files name. `unfinished`: keys of this project's tasks that may go on from a checkpoint.
 */
export async function gatherNeed(
  root: string,
  store: Store,
  unfinished: ReadonlySet<string> | undefined,
): Promise<Need> {
  const others = projectsOn(store.folder, root);
  const needs = [root, ...others].map(needOf);
  const artifacts = new Set(needs.flatMap((need) => need.artifacts));
  const reach = new Reach(store.objects);
  const objects = await Promise.all([...artifacts].map((artifact) => reach.ofArtifact(artifact)));
  return {
    keys: new Set(needs.flatMap((need) => need.keys)),
    artifacts,
    objects: new Set(objects.flat()),
    shown: new Set(shownArtifacts(store.artifacts)),
    unfinished,
    isShared: others.length > 0,
  };
}

/** What the project in a folder needs, whoever else uses the store. */
export function gatherOwnNeed(root: string): Pick<Need, "keys" | "artifacts"> {
  const { keys, artifacts } = needOf(root);
  return { keys: new Set(keys), artifacts: new Set(artifacts) };
}

function needOf(root: string): ProjectNeed {
  const artifacts = join(root, "artifacts");
  const locked = lockFilesIn(root).flatMap((path) => [...(readLock(path)?.values() ?? [])]);
  return {
    keys: [...Object.values(latestKeys(new DerivedStore(artifacts))), ...locked.map(({ key }) => key)],
    artifacts: [
      ...shownArtifacts(artifacts),
      ...locked.flatMap(({ outputs }) => Object.values(outputs) as ObjectDigest[]),
    ],
  };
}

/** `pipeline.lock` and `pipeline.<profile>.lock` of every pipeline file in a folder. */
function lockFilesIn(root: string): readonly string[] {
  const names = readdirSync(root);
  const stems = names.filter((name) => /\.ya?ml$/.test(name)).map((name) => name.replace(/\.ya?ml$/, ""));
  const isLock = (name: string) => stems.some((stem) => name === `${stem}.lock` || name.startsWith(`${stem}.`));
  return names.filter((name) => name.endsWith(".lock") && isLock(name)).map((name) => join(root, name));
}
