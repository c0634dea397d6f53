import type { Step } from "../config/pipeline.js";
import { PipelineError } from "../error.js";
import { type Survey, sourceId } from "../plan/survey.js";
import type { Progress } from "../step/declare.js";
import type { ObjectStore } from "../store/objects.js";
import { downloadAll } from "./download.js";

export interface SourceOptions {
  readonly survey: Survey;
  readonly objects: ObjectStore;
  readonly signal: AbortSignal;
  progress(progress: Progress): void;
}

/** Stores the lists of a step's sources, and fetches what is to be downloaded. */
export async function storeSources(step: Step, { survey, objects, signal, progress }: SourceOptions): Promise<void> {
  for (const input of Object.values(step.in)) {
    if (input.kind !== "source") continue;
    const table = survey.sources.get(sourceId(input));
    if (table === undefined) {
      throw new PipelineError({ code: "not-surveyed", message: `source ${input.text} was not surveyed` });
    }
    for (const part of table.parts) await objects.write(part);
    await objects.writeManifest(table.manifest);
    await downloadAll(table.download, objects, progress, signal);
  }
}
