import { existsSync, readFileSync } from "node:fs";
import { gunzipSync, gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { idx } from "../../lib/image/source/idx.js";
import { filesOf } from "../../lib/image/source/picture-file.js";
import { Memory } from "./memory.js";

/** An IDX file of unsigned bytes. */
function idxFile(shape: readonly number[], data: readonly number[]): Uint8Array {
  const header = Buffer.alloc(4 + 4 * shape.length);
  header.set([0, 0, 8, shape.length]);
  shape.forEach((size, index) => {
    header.writeUInt32BE(size, 4 + 4 * index);
  });
  return Uint8Array.from([...header, ...data]);
}

const good = {
  "t10k-images-idx3-ubyte": idxFile([1, 2, 3], [10, 11, 12, 13, 14, 15]),
  "t10k-labels-idx1-ubyte": idxFile([1], [9]),
  "train-images-idx3-ubyte.gz": Uint8Array.from(gzipSync(idxFile([2, 2, 3], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]))),
  "train-labels-idx1-ubyte.gz": Uint8Array.from(gzipSync(idxFile([2], [0, 5]))),
};

async function candidatesOf(folder: { [id: string]: Uint8Array }) {
  return await idx.candidates(await filesOf(await new Memory(folder).files()), {});
}

test("reads pictures, labels and parts, in id order", async () => {
  const candidates = await candidatesOf(good);
  expect(candidates.map(({ id, label, given, ...rest }) => [id, label, rest.class, given])).toEqual([
    ["test/00000", 9, "Ankle boot", "test"],
    ["train/00000", 0, "T-shirt/top", "train"],
    ["train/00001", 5, "Sandal", "train"],
  ]);
  const data = Uint8Array.of(6, 7, 8, 9, 10, 11);
  expect(await candidates[2]!.read()).toEqual({ form: "raw", width: 3, height: 2, channels: 1, data });
});

test("knows its files by name, also in a folder of their own", async () => {
  const at = async (id: string) =>
    idx.recognises(await filesOf(await new Memory({ [id]: new Uint8Array() }).files()), {});
  expect(await at("raw/train-images-idx3-ubyte.gz")).toBe(true);
  expect(await at("keys/train.jpg")).toBe(false);
});

const train = "train-images-idx3-ubyte.gz";
const labels = "t10k-labels-idx1-ubyte";
test.each([
  ["idx-file-missing", labels, undefined, "t10k-labels-idx1-ubyte"],
  ["idx-magic", labels, Uint8Array.of(0, 0, 8, 3, 0, 0, 0, 1, 9), labels],
  ["idx-length", labels, idxFile([2], [9]), labels],
  ["idx-length", labels, idxFile([1], [9, 9]), labels],
  ["idx-length", labels, Uint8Array.of(0, 0, 8, 1, 0), labels],
  ["idx-empty", labels, idxFile([0], []), labels],
  ["idx-label", labels, idxFile([1], [10]), labels],
  ["idx-count", labels, idxFile([2], [9, 9]), labels],
  ["idx-gzip", train, good[train].subarray(0, 20), train],
  ["idx-magic", train, new TextEncoder().encode("<html>not found</html>"), train],
])("fails with %s, naming %s", async (code, name, bytes, named) => {
  const { [name as keyof typeof good]: _, ...rest } = good;
  const failure = candidatesOf(bytes === undefined ? rest : { ...rest, [name]: bytes });
  await expect(failure).rejects.toMatchObject({
    code,
    message: expect.stringContaining(named),
    remedy: expect.any(String),
  });
});

const fashion = new URL("../../../shared/data/fashion-mnist/", import.meta.url);
test.skipIf(!existsSync(fashion))("reads Fashion-MNIST itself (skipped where shared/data is absent)", async () => {
  const names = Object.keys(good).map((name) => `${name.replace(/\.gz$/, "")}.gz`);
  const candidates = await candidatesOf(
    Object.fromEntries(names.map((name) => [name, Uint8Array.from(readFileSync(new URL(name, fashion)))])),
  );
  expect(candidates.length).toBe(70_000);
  expect(candidates.at(-1)?.id).toBe("train/59999");
  const perClass = new Map<string, number>();
  for (const candidate of candidates) perClass.set(candidate.class, (perClass.get(candidate.class) ?? 0) + 1);
  expect([...perClass.values()]).toEqual(Array.from({ length: 10 }, () => 7000));
  const first = gunzipSync(readFileSync(new URL("t10k-images-idx3-ubyte.gz", fashion))).subarray(16, 16 + 784);
  const picture = await candidates[0]!.read();
  expect(picture.form === "raw" && Buffer.from(picture.data).equals(first)).toBe(true);
});

test("says so where there are no IDX files at all", async () => {
  await expect(candidatesOf({ "keys/1.jpg": new Uint8Array() })).rejects.toMatchObject({
    code: "idx-file-missing",
    message: "there are no IDX files in the folder of photos",
  });
});
