import { loadPipeline } from "../../lib/config/load.js";
import type { Pipeline } from "../../lib/config/pipeline.js";
import { PipelineError, type Place } from "../../lib/error.js";

export interface Choice {
  readonly profile?: string;
  readonly set?: readonly string[];
}

/** Loads a pipeline.yaml that is only text, as if it stood in /project. */
export function load(text: string, choice: Choice = {}): Promise<Pipeline> {
  return loadPipeline({ file: "/project/pipeline.yaml", ...choice }, async () => text);
}

/** The error that a text is refused with: its code and message, the underlined text with its position, the remedy. */
export async function refusal(text: string, choice: Choice = {}) {
  const error = await load(text, choice).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof PipelineError)) throw error ?? new Error("the file was accepted");
  const { code, message, remedy, where } = error;
  return { code, message, remedy, at: typeof where === "object" ? positionOf(where) : where };
}

/** `line:column underlined text` */
export function positionOf({ line, column = 1, text = "", length }: Place): string {
  return `${line}:${column} ${text.slice(column - 1, column - 1 + (length ?? 0))}`;
}
