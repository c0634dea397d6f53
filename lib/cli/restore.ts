import { basename } from "node:path";
import { readCommittedLock } from "../run/committed-lock.js";
import { lockPath } from "../run/lock.js";
import { Meeting } from "../run/meeting.js";
import { type MissingOutput, restore } from "../run/restore.js";
import { formatTable, plural } from "./format.js";
import { type ProjectOptions, readPipeline } from "./project.js";
import { openProjectStore } from "./project-store.js";
import { printWaiting } from "./waiting.js";

const EXIT_DONE = 0;
const EXIT_MISSING = 1;

/** `pipeline restore <revision>` */
export async function restoreCommand(revision: string, options: ProjectOptions): Promise<number> {
  const { file, root } = await readPipeline(options);
  const path = lockPath(file, options.profile);
  const lock = await readCommittedLock(path, revision);
  const store = await openProjectStore(root);
  const meeting = new Meeting(store.folder, "restore");
  await meeting.join({ signal: new AbortController().signal, onWait: printWaiting });
  const { tasks, missing } = await restore(lock, store).finally(() => meeting.close());
  if (missing.length > 0) {
    const rows = missing.map(({ task, output, digest, objects }) => {
      const named = objects.slice(0, 3).map((object) => object.slice(0, 12));
      const names = `${named.join(", ")}${objects.length > 3 ? ", …" : ""}`;
      const what = objects[0] === digest ? "its manifest" : plural(objects.length, "object");
      return [`  ${task}`, output, `no longer stored: ${what} (${names})`];
    });
    process.stdout.write(`${formatTable(rows)}\n`);
    process.stdout.write(
      `→ bring them with \`pipeline cache import\` from a machine that has them, or check ${revision} out and \`pipeline run\`\n`,
    );
  }
  const left = missing.length === 0 ? "" : `; ${describeLeft(missing)}`;
  process.stdout.write(`${plural(tasks.length, "task")} as in ${basename(path)} of ${revision}${left}\n`);
  return missing.length === 0 ? EXIT_DONE : EXIT_MISSING;
}

function describeLeft(missing: readonly MissingOutput[]): string {
  const count = new Set(missing.map(({ task }) => task)).size;
  return `${plural(count, "task")} left as ${count === 1 ? "it was" : "they were"}`;
}
