import { formatCount } from "../count.js";
import { gatherNeed, gatherOwnNeed } from "../run/need.js";
import { isPartOf, neededResults, planCollection } from "../store/collection.js";
import { type Inventory, type StoredResult, takeInventory } from "../store/inventory.js";
import { formatAge, formatBytes, formatPath, formatTable } from "./format.js";
import { type ProjectOptions, readPipeline } from "./project.js";
import { openProjectStore } from "./project-store.js";

/** `pipeline cache` */
export async function cacheCommand(options: ProjectOptions): Promise<number> {
  const { root } = await readPipeline(options);
  const store = await openProjectStore(root);
  const inventory = await takeInventory(store);
  const now = Date.now();
  const current = neededResults(inventory.results, gatherOwnNeed(root));
  const steps = [...new Set(inventory.results.map(({ step }) => step))].sort();
  const rows = steps.map((step) => {
    const results = inventory.results.filter((result) => result.step === step);
    return describeStep(step, results, current, inventory, now);
  });
  const head = ["step", "results", "parts", "current", "size", "last used"];
  if (rows.length > 0) process.stdout.write(`${formatTable([head, ...rows], NUMERIC)}\n`);
  const { before, after } = planCollection(inventory, await gatherNeed(root, store, undefined), { now });
  process.stdout.write(
    `${formatBytes(before)} in ${formatPath(store.folder)}; \`pipeline gc\` would free ${formatBytes(before - after)}\n`,
  );
  return 0;
}

const NUMERIC = [false, true, true, true, true];

function describeStep(
  step: string,
  results: readonly StoredResult[],
  current: ReadonlySet<StoredResult>,
  { objects }: Inventory,
  now: number,
): string[] {
  const wholes = results.filter((result) => !results.some((other) => isPartOf(result, other)));
  const held = new Set(results.flatMap((result) => result.objects));
  const records = results.reduce((sum, { size }) => sum + size, 0);
  const size = [...held].reduce((sum, digest) => sum + (objects.get(digest)?.size ?? 0), records);
  const used = wholes.filter((result) => current.has(result)).length;
  const last = Math.max(...results.map(({ at }) => at));
  return [
    step,
    formatCount(wholes.length),
    formatCount(results.length - wholes.length),
    formatCount(used),
    formatBytes(size),
    used > 0 ? "in use" : formatAge(now - last),
  ];
}
