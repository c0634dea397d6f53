import { expect, test } from "vitest";
import { float64, int32, nullable, text } from "../../lib/artifact/column.js";
import { endsPart, type ObjectWriter } from "../../lib/artifact/manifest.js";
import { table } from "../../lib/artifact/table.js";
import { digestBytes, type ObjectDigest } from "../../lib/digest.js";

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
