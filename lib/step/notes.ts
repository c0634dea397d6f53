import type { Json, ObjectDigest } from "../digest.js";

/** What a task has found out about some bytes each, now and, with the same code, parameters and environment, before. */
export interface Notes {
  get(digest: ObjectDigest): Json | undefined;
  set(digest: ObjectDigest, value: Json): void;
}

/** What is noted of these bytes, or else what `compute` says. */
export async function remember<Value extends Json>(
  notes: Notes,
  digest: ObjectDigest,
  compute: () => Promise<Value>,
): Promise<Value> {
  const known = notes.get(digest);
  const value = known === undefined ? await compute() : (known as Value);
  notes.set(digest, value);
  return value;
}
