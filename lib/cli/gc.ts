import { existsSync } from "node:fs";
import { PipelineError } from "../error.js";
import { plan } from "../plan/plan.js";
import { gatherNeed } from "../run/need.js";
import { collect } from "../store/collect.js";
import { planCollection } from "../store/collection.js";
import { takeInventory } from "../store/inventory.js";
import { alive, type Neighbour } from "../store/neighbours.js";
import { announce } from "../store/presence.js";
import type { Store } from "../store/store.js";
import { describeCollection } from "./collection.js";
import { formatBytes } from "./format.js";
import { type ProjectOptions, readPipeline, withProject } from "./project.js";
import { openProjectStore } from "./project-store.js";
import { parseAge, parseBytes } from "./quantity.js";

export interface GcOptions extends ProjectOptions {
  readonly yes?: boolean;
  readonly keep?: string;
  readonly olderThan?: string;
}

/** `pipeline gc` */
export async function gcCommand(options: GcOptions): Promise<number> {
  const limits = {
    ...(options.keep === undefined ? {} : { keep: parseBytes(options.keep) }),
    ...(options.olderThan === undefined ? {} : { olderThan: parseAge(options.olderThan) }),
  };
  const { root } = await readPipeline(options);
  const store = await openProjectStore(root);
  if (!existsSync(store.folder)) {
    process.stdout.write("nothing is stored yet\n");
    return 0;
  }
  const presence = await announce(store.folder, "gc");
  try {
    refuseBeside(await alive(store.folder, new Set(presence === undefined ? [] : [presence.name])), store);
    const unfinished = await findUnfinished(options);
    const now = Date.now();
    const need = await gatherNeed(root, store, unfinished);
    const collection = planCollection(await takeInventory(store), need, { ...limits, now });
    process.stdout.write(describeCollection(collection, { now, isVerbose: options.verbose === true }));
    if (limits.keep !== undefined && collection.after > limits.keep) {
      process.stdout.write(`what is left is more than --keep ${options.keep}: it is needed, or not old enough\n`);
    }
    const isEmpty = collection.results.length + collection.orphans.length === 0;
    if (isEmpty) return 0;
    if (options.yes !== true) {
      process.stdout.write("nothing is removed yet: the same with --yes does it\n");
      return 0;
    }
    await collect(collection);
    await store.checked.prune();
    process.stdout.write(`removed; ${formatBytes(collection.before - collection.after)} freed\n`);
    return 0;
  } finally {
    presence?.close();
  }
}

function refuseBeside(others: readonly Neighbour[], store: Store): void {
  if (others.length === 0) return;
  const named = others.map(({ pid, activity }) => {
    if (activity === undefined) return `process ${pid}, which does not answer and may be suspended`;
    const tasks = activity.claims.map(({ task }) => task);
    return `process ${pid} (pipeline ${activity.command}${tasks.length === 0 ? "" : `: ${tasks.join(", ")}`})`;
  });
  throw new PipelineError({
    code: "store-in-use",
    message: `the store is in use by ${named.join("; ")}`,
    where: store.folder,
    remedy: "Let it end, or stop it, then collect again.",
  });
}

/** Keys of the tasks that the pipeline would run; undefined where it cannot be planned, and any checkpoint may be of use. */
async function findUnfinished(options: ProjectOptions): Promise<ReadonlySet<string> | undefined> {
  try {
    return await withProject(options, [], async (project) => {
      const { tasks } = plan({ ...project, force: new Set() });
      return new Set(tasks.flatMap(({ status }) => (status.state === "depends" ? [] : [status.spec.key])));
    });
  } catch (error) {
    if (error instanceof PipelineError) return undefined;
    throw error;
  }
}
