import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { digestBytes, type Json } from "../../lib/digest.js";
import { Memory, rememberingWriter } from "../../lib/step/notes.js";
import { openStore } from "../../lib/store/store.js";

const digest = digestBytes<"object">("some bytes");

test("an answer is the same the first time and later, by question, whatever is done to it", async () => {
  const notes = new Map<string, string>();
  const ask = (question: string, value: Json) => new Memory(notes).remember<Json>(question, digest, async () => value);
  const first = (await ask("size", { b: -0, a: [1] })) as { a: number[]; b: number };
  expect(first).toEqual({ a: [1], b: 0 });
  expect(Object.keys(first)).toEqual(["a", "b"]);
  first.a.push(2);
  expect(await ask("size", "another")).toEqual({ a: [1], b: 0 });
  expect(await ask("colour", "red")).toBe("red");
});

test("what is no JSON is refused with the question's name", async () => {
  await expect(new Memory(new Map()).remember("size", digest, async () => Number.NaN)).rejects.toMatchObject({
    code: "not-json",
    message: 'what the step remembers as "size" is not JSON: NaN has no canonical form',
    remedy: "Use null for what is not a finite number.",
  });
});

test("what is noted as stored is not encoded again, unless it is gone or damaged", async () => {
  const folder = mkdtempSync(join(tmpdir(), "tamiz-notes-"));
  const { objects, notes: store } = openStore(folder);
  const notes = new Map<string, string>();
  const writer = rememberingWriter(objects, notes, (stored) => objects.isWhole(stored));
  let encoded = 0;
  const write = () =>
    writer.writeOnce?.(digest, () => {
      encoded++;
      return new TextEncoder().encode("bytes of a part");
    });
  const first = await write();
  expect(await write()).toEqual(first);
  expect(encoded).toBe(1);
  const path = objects.path(first?.digest as never);
  rmSync(path);
  expect(await write()).toEqual(first);
  expect(encoded).toBe(2);
  writeFileSync(path, "bytes of a path");
  expect(await write()).toEqual(first);
  expect(encoded).toBe(3);
  expect(readFileSync(path, "utf8")).toBe("bytes of a part");

  await store.save("ingest", "basis", new Map([...notes, ['a\t"name"\n', '{"an":"answer\\n"}']]));
  await store.save("ingest", "another", new Map());
  const kept = openStore(folder).notes;
  expect(kept.load("ingest", "basis")).toEqual(new Map([...notes, ['a\t"name"\n', '{"an":"answer\\n"}']]));
  expect(kept.load("ingest", "another").size + kept.load("ingest", "none").size).toBe(0);
});

test("what was read in advance is read again once another process has forgotten it", async () => {
  const folder = mkdtempSync(join(tmpdir(), "tamiz-notes-"));
  const [main, worker] = [openStore(folder).notes, openStore(folder).notes];
  await main.save("ingest", "basis", new Map([["a", "1"]]));
  worker.prepare("ingest");
  expect(worker.load("ingest", "basis").size).toBe(1);
  await main.forget("ingest", "basis");
  expect(worker.load("ingest", "basis").size).toBe(0);
});
