import { expect, test } from "vitest";
import { float64, int32, nullable, text } from "../../lib/artifact/column.js";
import { endsPart, type ObjectWriter, type Stored } from "../../lib/artifact/manifest.js";
import { table } from "../../lib/artifact/table.js";
import { compareIds, digestBytes, type ObjectDigest } from "../../lib/digest.js";
import { random } from "../../lib/learn/random.js";
import { seed } from "../seed.js";

/** An id after which a part ends, so that its part is one of many. */
const LAST = Array.from({ length: 2000 }, (_, index) => `id-${index}`).find(endsPart) ?? "";

/** The digests by which parts are known before they are encoded. */
async function contentsOf(columns: Parameters<typeof table>[0], rows: readonly object[]): Promise<ObjectDigest[]> {
  const contents: ObjectDigest[] = [];
  const objects: ObjectWriter = {
    write: async (bytes) => digestBytes(bytes),
    async writeOnce(content, encode) {
      contents.push(content);
      const bytes = (await encode()) ?? new Uint8Array();
      return { digest: digestBytes(bytes), size: bytes.byteLength };
    },
  };
  const { writer, close } = table(columns).create(objects);
  await writer.write(rows as never);
  await close();
  return contents;
}

test("tables that differ are never taken for one another", async () => {
  const number = { id: text, value: nullable(float64) };
  const words = { id: text, a: text, b: nullable(text) };
  const tables: Parameters<typeof contentsOf>[] = [
    [number, [{ id: LAST, value: 1 }]],
    [number, [{ id: LAST, value: null }]],
    [number, [{ id: LAST, value: Number.NaN }]],
    [number, [{ id: LAST, value: Number.POSITIVE_INFINITY }]],
    [{ id: text, value: float64 }, [{ id: LAST, value: 1 }]],
    [{ id: text, value: int32 }, [{ id: LAST, value: 1 }]],
    [words, [{ id: LAST, a: "x", b: "yz" }]],
    [words, [{ id: LAST, a: "xy", b: "z" }]],
    [words, [{ id: LAST, a: 'x"y', b: "z" }]],
    [words, [{ id: LAST, a: "x", b: 'y"z' }]],
    [words, [{ id: LAST, a: 'x"1:y', b: "z" }]],
    [words, [{ id: LAST, a: "x", b: null }]],
    [words, [{ id: LAST, a: "x", b: "null" }]],
  ];
  const contents = await Promise.all(tables.map((one) => contentsOf(...one)));
  expect(contents.map(({ length }) => length)).toEqual(tables.map(() => 1));
  expect(new Set(contents.flat()).size).toBe(tables.length);
});

test("a table of one part, or without ids, is not worth it", async () => {
  expect(await contentsOf({ id: text }, [{ id: "a" }, { id: "b" }])).toEqual([]);
  expect(await contentsOf({ value: int32 }, [{ value: 1 }])).toEqual([]);
});

/** A table written in groups of these sizes, and the ids of the groups whose rows were asked for. */
async function writtenInGroups(ids: readonly string[], sizes: readonly number[], stored: Map<ObjectDigest, Stored>) {
  const objects: ObjectWriter = {
    write: async (bytes) => digestBytes(bytes),
    async writeOnce(content, encode) {
      const known = stored.get(content);
      if (known !== undefined) return known;
      const bytes = await encode();
      if (bytes === undefined) return undefined;
      const made = { digest: digestBytes<"object">(bytes), size: bytes.byteLength };
      stored.set(content, made);
      return made;
    },
  };
  const asked: string[] = [];
  const { writer, close } = table({ id: text, value: text }).create(objects);
  let start = 0;
  for (const size of sizes) {
    const group = ids.slice(start, start + size);
    start += size;
    await writer.writeOnce(digestBytes(group.join()), spanOf(group), async () => {
      asked.push(...group);
      return group.map((id) => ({ id, value: `of ${id}` }));
    });
  }
  return { manifest: await close(), asked };
}

const spanOf = (ids: readonly string[]) => ({ first: ids[0] ?? "", last: ids.at(-1) ?? "", rows: ids.length });

test("rows that are written in groups make the same parts as one by one, however the groups are cut", async () => {
  const ids = Array.from({ length: 3000 }, (_, index) => `id-${index}`).sort(compareIds);
  const plain = table({ id: text, value: text }).create({ write: async (bytes) => digestBytes(bytes) });
  await plain.writer.write(ids.map((id) => ({ id, value: `of ${id}` })));
  const expected = await plain.close();
  const ends = ids.flatMap((id, index) => (endsPart(id) ? [index + 1] : []));
  const natural = [...ends, ids.length].map((end, index, all) => end - (all[index - 1] ?? 0));
  const draw = random("groups", seed);
  const any = Array.from({ length: ids.length }, () => 1 + draw.below(150));
  for (const sizes of [natural, any, [ids.length], ids.map(() => 1)]) {
    const stored = new Map<ObjectDigest, Stored>();
    expect((await writtenInGroups(ids, sizes, stored)).manifest).toEqual(expected);
    const again = await writtenInGroups(ids, sizes, stored);
    expect(again.manifest).toEqual(expected);
    if (sizes === natural) expect(again.asked).toEqual(ids.slice(ends.at(-1)));
  }
});

test("a group that is out of order is refused, known or not", async () => {
  const stored = new Map<ObjectDigest, Stored>();
  await writtenInGroups([LAST], [1], stored);
  await expect(writtenInGroups([LAST, LAST], [1, 1], stored)).rejects.toMatchObject({ code: "row-order" });
});

test("parts have about 128 rows, of ids that count up too", () => {
  const names = (write: (index: number) => string) => Array.from({ length: 50_000 }, (_, index) => write(index));
  for (const ids of [
    names((index) => `keys/${index}.jpg`),
    names((index) => `class-${index % 10}/${String(index).padStart(6, "0")}.jpg`),
    names((index) => `IMG_2024${String((index * 37) % 240_000).padStart(6, "0")}.JPG`),
  ]) {
    const ends = ids.filter(endsPart).length;
    expect(ids.length / ends).toBeGreaterThan(100);
    expect(ids.length / ends).toBeLessThan(165);
  }
});
