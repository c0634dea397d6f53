import { open, readFile } from "node:fs/promises";
import { basename, dirname } from "node:path";
import { digestBytes, isDigest, type ObjectDigest } from "../digest.js";
import { PipelineError } from "../error.js";
import { type ContainerEntry, readContainer, writeContainer } from "./container.js";
import { draftIn, removeAbandonedDrafts } from "./draft.js";
import { diskFileSystem, type FileSystem } from "./file-system.js";
import type { StoredResult } from "./inventory.js";
import { keyOf, parseRecord } from "./records.js";
import type { Store } from "./store.js";
import { explainWriteError } from "./write.js";

/** Writes results and what they lead to into one file, whole or not at all. */
export async function exportResults(
  path: string,
  results: readonly StoredResult[],
  store: Store,
  fileSystem: FileSystem = diskFileSystem,
): Promise<void> {
  const [folder, prefix] = [dirname(path), `.${basename(path)}.`];
  await removeAbandonedDrafts(folder, { fileSystem, prefix });
  const draft = draftIn(folder, prefix);
  try {
    const file = await open(draft, "wx");
    try {
      await writeContainer(file, entriesOf(results, store));
      await file.sync();
    } finally {
      await file.close();
    }
    await fileSystem.rename(draft, path);
  } catch (error) {
    await fileSystem.remove(draft);
    throw explainWriteError(error, path);
  }
}

async function* entriesOf(results: readonly StoredResult[], store: Store): AsyncIterable<ContainerEntry> {
  const objects = new Set(results.flatMap((result) => result.objects));
  for (const name of [...objects].sort()) {
    if (store.objects.has(name)) yield { kind: "object", name, bytes: await store.objects.read(name) };
  }
  for (const { key, path } of [...results].sort((a, b) => (a.key < b.key ? -1 : 1))) {
    yield { kind: "record", name: key, bytes: await readFile(path) };
  }
}

export interface Imported {
  readonly results: number;
  /** Results that the store had already. */
  readonly known: number;
  readonly objects: number;
}

/**
 * Takes results from a file. All of it is read and checked before anything is stored, and each object again as it is
 * stored; records come last.
 */
export async function importResults(path: string, store: Store): Promise<Imported> {
  for await (const entry of readContainer(path)) checkEntry(entry, path);
  let objects = 0;
  let results = 0;
  let known = 0;
  for await (const entry of readContainer(path)) {
    if (entry.kind === "object") {
      if (!store.objects.has(checkEntry(entry, path), entry.bytes.byteLength)) objects++;
      await store.objects.write(entry.bytes);
      continue;
    }
    const record = parseRecord(new TextDecoder().decode(entry.bytes));
    if (record === undefined) throw wrong(path);
    if (store.records.recall(record.key) !== undefined) {
      known++;
      continue;
    }
    await store.records.write(record);
    results++;
  }
  return { results, known, objects };
}

function checkEntry({ kind, name, bytes }: ContainerEntry, path: string): ObjectDigest {
  const isRight =
    isDigest(name) &&
    (kind === "object" ? digestBytes(bytes) === name : isRecordOf(name, new TextDecoder().decode(bytes)));
  if (!isRight) throw wrong(path);
  return name;
}

/** A record's key is what its components make it, wherever it comes from. */
function isRecordOf(key: string, text: string): boolean {
  const record = parseRecord(text);
  return record !== undefined && record.key === key && keyOf(record.components) === key;
}

function wrong(path: string): PipelineError {
  return new PipelineError({
    code: "results-damaged",
    message: "the file holds something that does not match its digest; nothing was taken from it",
    where: path,
    remedy: "Write it anew with `pipeline cache export`, and copy it whole.",
  });
}
