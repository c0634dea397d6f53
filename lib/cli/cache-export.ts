import { statSync } from "node:fs";
import { resolve } from "node:path";
import { PipelineError } from "../error.js";
import { gatherOwnNeed } from "../run/need.js";
import { neededResults } from "../store/collection.js";
import { takeInventory } from "../store/inventory.js";
import { exportResults } from "../store/transfer.js";
import { formatBytes, plural } from "./format.js";
import { type ProjectOptions, readPipeline } from "./project.js";
import { openProjectStore } from "./project-store.js";

/** `pipeline cache export <file>` */
export async function cacheExportCommand(
  file: string,
  options: ProjectOptions & { readonly all?: boolean },
): Promise<number> {
  const { root } = await readPipeline(options);
  const store = await openProjectStore(root);
  const { results } = await takeInventory(store);
  const chosen = options.all === true ? results : [...neededResults(results, gatherOwnNeed(root))];
  const whole = chosen.filter(({ key }) => store.records.recall(key) !== undefined);
  if (whole.length === 0) {
    throw new PipelineError({
      code: "no-result",
      message: options.all === true ? "there are no results" : "there are no current results",
      where: store.folder,
      remedy: "Make them with `pipeline run`.",
    });
  }
  const path = resolve(file);
  await exportResults(path, whole, store);
  const left = chosen.length - whole.length;
  const rest = left === 0 ? "" : `; ${plural(left, "result")} left out, since objects of theirs are gone`;
  process.stdout.write(`${plural(whole.length, "result")}, ${formatBytes(statSync(path).size)} in ${file}${rest}\n`);
  return 0;
}
