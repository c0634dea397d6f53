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
}

/** What the tasks of a run read from outside: the lists of sources, and what is downloaded for them. */
export class StoredSources {
  readonly #options: SourceOptions;
  readonly #storing = new Map<string, Promise<void>>();

  constructor(options: SourceOptions) {
    this.#options = options;
  }

  /** Stores a step's sources: once, however many tasks and parts it has; again where that failed. */
  async ofStep(step: Step, onProgress: (progress: Progress) => void): Promise<void> {
    const storing = this.#storing.get(step.name) ?? storeSources(step, this.#options, onProgress);
    this.#storing.set(step.name, storing);
    await storing.catch((error) => {
      this.#storing.delete(step.name);
      throw error;
    });
  }
}

async function storeSources(
  step: Step,
  { survey, objects, signal }: SourceOptions,
  onProgress: (progress: Progress) => void,
): Promise<void> {
  for (const input of Object.values(step.in)) {
    if (input.kind !== "source") continue;
    const table = survey.sources.get(sourceId(input));
    if (table === undefined) {
      throw new PipelineError({ code: "not-surveyed", message: `source ${input.text} was not surveyed` });
    }
    for (const part of table.parts) if (!objects.isWhole(part)) await objects.write(part.bytes());
    await objects.writeManifest(table.manifest);
    await downloadAll(table.download, objects, onProgress, signal);
  }
}
