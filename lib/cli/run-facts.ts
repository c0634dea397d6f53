import { join } from "node:path";
import { type RunFacts, renderRunFacts } from "../report/run-facts.js";
import type { Event } from "../run/event.js";
import { writeWhole } from "../store/write.js";
import type { Project } from "./project.js";

/** Writes `artifacts/run.html`: keys, engine and durations of a run, from its events. */
export async function writeRunFacts(
  { store, survey }: Project,
  events: readonly Event[],
  started: Date,
): Promise<void> {
  const tasks = events.flatMap((event): RunFacts["tasks"][number][] => {
    switch (event.type) {
      case "task-cached":
        return [{ id: event.task, state: "cached", key: event.key, seconds: null }];
      case "task-done":
        return [{ id: event.task, state: "done", key: event.key, seconds: event.took / 1000 }];
      case "task-failed":
        return [{ id: event.task, state: "failed", key: "", seconds: null }];
      default:
        return [];
    }
  });
  const finished = events.find((event) => event.type === "run-finished");
  const { html } = renderRunFacts({
    started: started.toISOString(),
    took_s: (finished?.took ?? 0) / 1000,
    engine: survey.engine?.why ?? "none",
    node: process.version,
    tasks,
  });
  await writeWhole(join(store.artifacts, "run.html"), html, {
    temporary: join(store.artifacts, "tmp"),
    fileSystem: store.fileSystem,
  });
}
