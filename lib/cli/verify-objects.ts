import type { Event } from "../run/event.js";
import { checkStore, type Damage, type StoreCheck } from "../store/check.js";
import { EXIT_DIFFERENT, EXIT_DONE, EXIT_STOPPED } from "./exit-code.js";
import { formatBytes, formatDuration, formatTable, plural } from "./format.js";
import { drawProgress } from "./progress.js";
import { type ProjectOptions, readPipeline } from "./project.js";
import { openProjectStore } from "./project-store.js";
import { stopOnSignal } from "./stop.js";

const TASK = "objects";
const MEGABYTE = 1e6;
const SHOWN_DIGITS = 12;

/** `pipeline verify --objects`: looks at the store alone, so that it works where the pipeline does not build. */
export async function verifyObjects(options: ProjectOptions & { readonly json?: boolean }): Promise<number> {
  const store = await openProjectStore((await readPipeline(options)).root);
  const stopping = stopOnSignal(async () => undefined);
  let told = "stopped";
  const emit =
    options.json === true
      ? () => undefined
      : await drawProgress(process.stdout, { verbose: false, finish: () => told });
  const began = Date.now();
  emit({ type: "run-started", tasks: [TASK] });
  emit({ type: "task-started", task: TASK, key: "", reasons: ["reading all that is stored"] });
  const check = await checkStore(store, {
    signal: stopping.signal,
    onBytes: (done, total) => emit(progressEvent(done, total)),
  });
  stopping.release();
  const took = Date.now() - began;
  const isStopped = stopping.signal.aborted;
  if (!isStopped) told = describeCheck(check, took);
  const tally = { ran: 1, cached: 0, failed: 0, skipped: 0 };
  emit({ type: "run-finished", outcome: isStopped ? "stopped" : "done", tally, took });
  if (isStopped) return EXIT_STOPPED;
  if (options.json === true) process.stdout.write(`${JSON.stringify({ ...check, took })}\n`);
  return check.damaged.length + check.unreadable.length > 0 ? EXIT_DIFFERENT : EXIT_DONE;
}

function progressEvent(done: number, total: number): Event {
  const tenths = (bytes: number) => Math.round((bytes / MEGABYTE) * 10) / 10;
  return { type: "task-progress", task: TASK, progress: { done: tenths(done), total: tenths(total), unit: "MB" } };
}

function describeCheck({ objects, bytes, records, damaged, unreadable }: StoreCheck, took: number): string {
  const all = `${plural(objects, "object")} (${formatBytes(bytes)}) and ${plural(records, "record")}`;
  const bad = damaged.length + unreadable.length;
  if (bad === 0) return `whole: ${all}, in ${formatDuration(took)}`;
  const rows = (all: readonly Damage[], name: (one: Damage) => string) =>
    all.map((one) => [`  ${one.kind}`, name(one), one.of ?? ""]);
  const setAside = rows(damaged, ({ name }) => name.slice(0, SHOWN_DIGITS));
  const leftThere = rows(unreadable, ({ path }) => path);
  return [
    ...(setAside.length === 0 ? [] : ["damaged, and set aside in artifacts/damaged:", formatTable(setAside)]),
    ...(leftThere.length === 0 ? [] : ["cannot be read; look after the disk, and remove:", formatTable(leftThere)]),
    `not whole: ${bad} of ${all}`,
    "next   pipeline run makes again what is missing",
  ].join("\n");
}
