import { beforeAll, expect, test } from "vitest";
import { photo } from "../pictures.js";
import { ingested, text } from "./ingested.js";

let bytes: Uint8Array;
beforeAll(async () => {
  bytes = await photo(1, 12, 8);
});

async function shown(ids: readonly string[]) {
  const folder = Object.fromEntries(ids.map((id) => [id, id.endsWith(".txt") ? text("x") : bytes]));
  const { rows, rejected } = await ingested(folder, { max_rejected: 0.9 });
  return [
    ...rows.map(({ id, class: name, given }) => `${id}: ${name} ${given}`),
    ...rejected.map(({ id, reason }) => `${id}: ${reason}`),
  ];
}

test("folders named for parts, in any case, are parts where all at the top are and one is that of the training", async () => {
  expect(
    await shown([
      "TRAIN/a/1.jpg",
      "TRAIN/b/deep/1.jpg",
      "Val/a/1.jpg",
      "Val/b/1.jpg",
      "testing/a/1.jpg",
      "readme.txt",
      "TRAIN/loose.jpg",
    ]),
  ).toEqual([
    "TRAIN/a/1.jpg: a train",
    "TRAIN/b/deep/1.jpg: b train",
    "Val/a/1.jpg: a validation",
    "Val/b/1.jpg: b validation",
    "testing/a/1.jpg: a test",
    "TRAIN/loose.jpg: outside-class-folder",
    "readme.txt: outside-class-folder",
  ]);
});

test.each([
  ["another folder lies beside them", ["train/x/1.jpg", "train/2.jpg", "bus/1.jpg", "bus/2.jpg"], "train"],
  ["none is that of the training", ["test/x/1.jpg", "test/2.jpg", "val/1.jpg", "val/2.jpg"], "test"],
])("they are classes where %s", async (_, ids, name) => {
  const rows = await shown(ids);
  expect(rows).toContain(`${ids[0]}: ${name} null`);
  expect(rows).toHaveLength(4);
});

test("parts without class folders are an error that says so", async () => {
  await expect(shown(["train/1.jpg", "train/2.jpg", "test/1.jpg"])).rejects.toMatchObject({
    code: "no-class-folders",
    message: expect.stringContaining("test/1.jpg"),
  });
});
