import { resolve } from "node:path";
import { PipelineError, systemCode } from "../error.js";
import { Meeting } from "../run/meeting.js";
import { importResults } from "../store/transfer.js";
import { plural } from "./format.js";
import { type ProjectOptions, readPipeline } from "./project.js";
import { openProjectStore } from "./project-store.js";
import { printWaiting } from "./waiting.js";

/** `pipeline cache import <file>` */
export async function cacheImportCommand(file: string, options: ProjectOptions): Promise<number> {
  const { root } = await readPipeline(options);
  const store = await openProjectStore(root);
  // So that no collection of garbage takes the objects before their records are there.
  const meeting = new Meeting(store.folder, "cache import");
  try {
    await meeting.join({ signal: new AbortController().signal, onWait: printWaiting });
    const { results, known, objects } = await importResults(resolve(file), store);
    const rest = known === 0 ? "" : `; ${plural(known, "result")} known already`;
    process.stdout.write(`${plural(results, "result")} taken in, ${plural(objects, "object")}${rest}\n`);
    process.stdout.write("next   pipeline status · pipeline run\n");
    return 0;
  } catch (error) {
    if (systemCode(error) !== "ENOENT" && systemCode(error) !== "EISDIR") throw error;
    throw new PipelineError({
      code: "no-results-file",
      message: "there is no such file",
      where: file,
      remedy: "Name a file that `pipeline cache export` wrote.",
      cause: error,
    });
  } finally {
    await meeting.close();
  }
}
