import type { ObjectReader, ObjectWriter, Stored } from "../artifact/manifest.js";
import { canonical, type Json, type ObjectDigest } from "../digest.js";
import { PipelineError } from "../error.js";

/** What a task has found out about some bytes each, now and, with the same code, parameters and environment, before: a line of text by name. */
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

/** A writer that encodes nothing again of which it is noted what was stored, and that is still there, whole. */
export function rememberingWriter(objects: ObjectReader & ObjectWriter, notes: Notes): ObjectWriter {
  return {
    write: (bytes) => objects.write(bytes),
    async writeOnce(content, encode) {
      const name = `encoded ${content}`;
      const stored = (await find(notes.get(name), objects)) ?? (await store(encode(), objects));
      notes.set(name, stored.digest);
      return stored;
    },
  };
}

async function find(noted: string | undefined, objects: ObjectReader): Promise<Stored | undefined> {
  if (noted === undefined) return undefined;
  const digest = noted as ObjectDigest;
  try {
    return { digest, size: (await objects.read(digest)).byteLength };
  } catch (error) {
    if (error instanceof PipelineError) return undefined;
    throw error;
  }
}

async function store(bytes: Uint8Array, objects: ObjectWriter): Promise<Stored> {
  return { digest: await objects.write(bytes), size: bytes.byteLength };
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
