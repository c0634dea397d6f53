import { canonical, type Json, type ObjectDigest } from "../digest.js";
import { PipelineError } from "../error.js";

/** What a task has found out about some bytes each, now and, with the same code, parameters and environment, before: JSON by name. */
export interface Notes {
  get(name: string): string | undefined;
  set(name: string, text: string): void;
}

/** The answer that was noted of these bytes, or else the one that `compute` gives; either way as JSON has it. */
export async function remember<Value extends Json>(
  notes: Notes,
  question: string,
  digest: ObjectDigest,
  compute: () => Promise<Value>,
): Promise<Value> {
  const name = `${digest} ${question}`;
  const text = notes.get(name) ?? textOf(await compute(), question);
  notes.set(name, text);
  return JSON.parse(text);
}

function textOf(value: Json, question: string): string {
  try {
    return canonical(value);
  } catch (cause) {
    throw new PipelineError({
      code: "not-json",
      message: `what the step remembers as "${question}" is not JSON: ${cause instanceof Error ? cause.message : cause}`,
      remedy: "Use null for what is not a finite number.",
      cause,
    });
  }
}
