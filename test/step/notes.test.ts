import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { digestBytes, type Json } from "../../lib/digest.js";
import { Memory, rememberingWriter } from "../../lib/step/notes.js";
import { openStore } from "../../lib/store/store.js";
import { mapNotes } from "./map-notes.js";

const digest = digestBytes<"object">("some bytes");

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "tamiz-notes-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

test("an answer is the same the first time and later, by question, whatever is done to it", async () => {
  const notes = mapNotes();
  const ask = (question: string, value: Json) => new Memory(notes).remember<Json>(question, digest, async () => value);
  const first = (await ask("size", { b: -0, a: [1] })) as { a: number[]; b: number };
  expect(first).toEqual({ a: [1], b: 0 });
  expect(Object.keys(first)).toEqual(["a", "b"]);
  first.a.push(2);
  expect(await ask("size", "another")).toEqual({ a: [1], b: 0 });
  expect(await ask("colour", "red")).toBe("red");
});

test("what is no JSON is refused with the question's name", async () => {
  await expect(new Memory(mapNotes()).remember("size", digest, async () => Number.NaN)).rejects.toMatchObject({
    code: "not-json",
    message: 'what the step remembers as "size" is not JSON: NaN has no canonical form',
    remedy: "Use null for what is not a finite number.",
  });
});

test("a list is answered as each of its items is, and what is known of one is not computed again", async () => {
  const notes = mapNotes();
  const items = ["a", "b", "c"].map((id) => ({ id, digest: digestBytes<"object">(id) }));
  const computed: string[] = [];
  const compute = async ({ id }: { id: string }) => {
    computed.push(id);
    return { "of\t": id };
  };
  const ask = async (list: typeof items) => {
    const content = digestBytes<"object">(list.map(({ id }) => id).join());
    const answers = await new Memory(notes).rememberAll("name", content, async () => list, compute);
    return (await answers()).map(([{ id }, answer]) => [id, answer]);
  };
  await new Memory(notes).remember("name", items[1]!.digest, () => compute({ id: "b" }));
  const all = ["a", "b", "c"].map((id) => [id, { "of\t": id }]);
  expect(await ask(items)).toEqual(all);
  expect(await ask(items)).toEqual(all);
  expect(computed).toEqual(["b", "a", "c"]);
  const more = [...items.toReversed(), { id: "d", digest: digestBytes<"object">("d") }];
  expect(await ask(more)).toEqual([...all.toReversed(), ["d", { "of\t": "d" }]]);
  expect(await new Memory(notes).remember("name", items[2]!.digest, async () => "else")).toEqual({ "of\t": "c" });
  expect(computed).toEqual(["b", "a", "c", "d"]);
  expect(await ask([])).toEqual([]);
  // A list of the same name that has another item is answered too.
  const other = { id: "e", digest: digestBytes<"object">("e") };
  const named = digestBytes<"object">("a,b,c");
  const answers = await new Memory(notes).rememberAll("name", named, async () => [other, items[0]!], compute);
  expect((await answers()).map(([{ id }, answer]) => [id, answer])).toEqual([["e", { "of\t": "e" }], all[0]]);
  const refused = new Memory(notes).rememberAll(
    "size",
    digest,
    async () => items,
    async () => Number.NaN,
  );
  await expect(refused).rejects.toMatchObject({ code: "not-json" });
});

test("what is noted as stored is not encoded again, unless it is gone or damaged", async () => {
  const { objects } = openStore(temporaryFolder());
  const writer = rememberingWriter(objects, mapNotes(), (stored) => objects.isWhole(stored));
  let encoded = 0;
  const write = () =>
    writer.writeOnce?.(digest, async () => {
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
});

test("what is noted is there later, for the same task and basis, long answers too", async () => {
  const folder = temporaryFolder();
  const { notes, derived } = openStore(folder);
  const long = `"${"long".repeat(1000)}"`;
  const named = { 'a\t"name"\n': '{"an":"answer\\n"}', long, longer: `${long}${long}` };
  await notes.save("ingest", "basis", new Map(Object.entries(named)));
  await notes.save("ingest", "another", new Map([["long", long]]));
  const all = (task: string, basis: string) => {
    const answers = openStore(folder).notes.load(task, basis);
    return Object.fromEntries([...answers.keys()].map((name) => [name, answers.has(name) && answers.get(name)]));
  };
  expect(all("ingest", "basis")).toEqual(named);
  expect(all("ingest", "none")).toEqual({});
  expect(all("resize", "basis")).toEqual({});
  // What is kept stays unread; what is not goes, unless it is noted on another basis.
  await openStore(folder).notes.save(
    "ingest",
    "basis",
    new Map([
      ["longer", null],
      ["unknown", null],
    ]),
  );
  expect(all("ingest", "basis")).toEqual({ longer: named.longer });
  expect(all("ingest", "another")).toEqual({ long });
  const files = () => readdirSync(derived.path("notes"), { recursive: true, encoding: "utf8" }).sort();
  expect(files()).toHaveLength(4);
  for (const file of files().filter((file) => dirname(file) !== ".")) writeFileSync(derived.path(`notes/${file}`), "x");
  expect(all("ingest", "basis")).toEqual({ longer: undefined });
  await notes.forget("ingest", "basis");
  await notes.forget("ingest", "another");
  expect(files()).toHaveLength(2);
});

test("what was read in advance is read again once another process has forgotten it", async () => {
  const folder = temporaryFolder();
  const [main, worker] = [openStore(folder).notes, openStore(folder).notes];
  await main.save("ingest", "basis", new Map([["a", "1"]]));
  worker.prepare("ingest");
  expect(worker.load("ingest", "basis").has("a")).toBe(true);
  await main.forget("ingest", "basis");
  expect(worker.load("ingest", "basis").has("a")).toBe(false);
});
