import { expect, test } from "vitest";
import { type Choice, load, refusal } from "./load-text.js";

const TEXT = `name: x
params: { seed: 1, epochs: 3 }
steps:
  ingest:
    uses: ./ingest.ts
    in: { photos: ./data, extra: ./extra }
  train:
    uses: ./train.ts
    in: { images: ingest.images, photos: { path: ./kept, download: { a: { url: "https://a.b/c", sha256: ${"a".repeat(64)} } } } }
    with: { epochs: "\${{ params.epochs }}", augment: { flip: true, shift: 2 }, sizes: [1, 2] }
    resources: { cpu: 2 }
    env: [HOME]
  folds:
    like: train
    with: { augment: { shift: 0 }, sizes: [3] }
    resources: { cpu: 1 }
profiles:
  long: { params: { epochs: 30, extra: [1] }, steps: { train: { with: { augment: { flip: false } } } } }
  bare: { steps: { ingest: { in: { extra: null } }, train: { env: null, with: { sizes: null } }, folds: null } }
  more: { steps: { again: { like: train, with: { seed: 2 } } } }
  typo: { steps: { trian: { with: { epochs: 1 } } } }
  pinned: { steps: { train: { in: { photos: { url: "https://a.b/d", sha256: ${"b".repeat(64)} } } } } }
`;

async function step(name: string, choice: Choice = {}) {
  const { steps } = await load(TEXT, choice);
  return steps.find((candidate) => candidate.name === name)!;
}

test("like merges by key, replaces lists, and keeps what it does not name", async () => {
  const train = await step("train");
  const folds = await step("folds");
  expect(folds).toMatchObject({ uses: "./train.ts", in: train.in, env: ["HOME"], cpu: 1 });
  expect(folds.cells).toEqual([{ axes: {}, with: { epochs: 3, augment: { flip: true, shift: 0 }, sizes: [3] } }]);
});

test("--set wins over the profile, the profile over the file, the last --set over the first", async () => {
  const epochs = async (choice: Choice) => (await step("train", choice)).cells[0]?.with.epochs;
  expect(await epochs({})).toBe(3);
  expect(await epochs({ profile: "long" })).toBe(30);
  expect(await epochs({ profile: "long", set: ["params.epochs=50"] })).toBe(50);
  expect(await epochs({ profile: "long", set: ["params.epochs=50", "train.with.epochs=60"] })).toBe(60);
  expect(await epochs({ set: ["train.with.epochs=60", "train.with.epochs=70"] })).toBe(70);
});

test("what a profile or --set changes in a step reaches the steps that are like it", async () => {
  const folds = await step("folds", { profile: "long", set: ["train.with.epochs=9", "train.uses=./other.ts"] });
  expect(folds.uses).toBe("./other.ts");
  expect(folds.cells[0]?.with).toEqual({ epochs: 9, augment: { flip: false, shift: 0 }, sizes: [3] });
  expect((await step("folds", { set: ["folds.with.epochs=1"] })).cells[0]?.with.epochs).toBe(1);
  expect((await step("train", { set: ["folds.with.epochs=1"] })).cells[0]?.with.epochs).toBe(3);
});

test("null takes a key, an input or a step away", async () => {
  const { steps } = await load(TEXT, { profile: "bare" });
  expect(steps.map(({ name }) => name)).toEqual(["ingest", "train"]);
  expect(Object.keys(steps[0]!.in)).toEqual(["photos"]);
  expect(steps[1]).toMatchObject({ env: [], cells: [{ with: { epochs: 3 } }] });
  expect(steps[1]!.cells[0]?.with).not.toHaveProperty("sizes");
  expect((await step("folds", { set: ["folds.resources="] })).cpu).toBe(2);
  expect((await step("train", { set: ["train.resources="] })).cpu).toBe(1);
});

test("a profile may add params and steps", async () => {
  expect((await load(TEXT, { profile: "long", set: ["params.extra=[2]"] })).params).toEqual({
    seed: 1,
    epochs: 30,
    extra: [2],
  });
  expect((await step("again", { profile: "more" })).cells[0]?.with).toMatchObject({ epochs: 3, seed: 2 });
});

test("a source of another form replaces the whole; one of the same form is merged", async () => {
  const photos = async (choice: Choice) => (await step("train", choice)).in.photos;
  expect(await photos({ profile: "pinned" })).toMatchObject({ path: undefined, text: "https://a.b/d" });
  expect(await photos({ set: ["train.in.photos=../folder"] })).toMatchObject({ path: "/folder", download: [] });
  expect(await photos({ set: ["train.in.photos.path=../folder"] })).toMatchObject({
    path: "/folder",
    download: [{ id: "a" }],
  });
});

test.each([
  ["20", 20],
  ["true", true],
  ["text", "text"],
  ["'20'", "20"],
  ["[1, two]", [1, "two"]],
  ["${{ params.seed }}", 1],
  ["a=b", "a=b"],
  ["./a: b #c", "./a: b #c"],
])("--set reads %s as YAML", async (text, value) => {
  expect((await step("train", { set: [`train.with.value=${text}`] })).cells[0]?.with.value).toEqual(value);
});

test.each([
  ["trian.with.epochs=1", "unknown-step", /no step "trian".*did you mean "train"/],
  ["params.epoch=1", "unknown-param", /no param "epoch"; did you mean "epochs"/],
  ["train.wiht.epochs=1", "unknown-key", /steps.train takes no "wiht"; did you mean "with"/],
  ["train.resources.cpu=lots", "wrong-value", /cpu must be a whole number/],
  ["train.with.epochs", "malformed-override", /path=value/],
  ["train=1", "malformed-override", /path=value/],
  ["=1", "malformed-override", /path=value/],
  ["train..epochs=1", "malformed-override", /path=value/],
  ["train.with.epochs=[1", "malformed-override", /not YAML/],
  ["train.with.epochs=${{ params.epoch }}", "expression", /params has no "epoch"/],
  ["folds.like=ingst", "unknown-step", /no step "ingst"; did you mean "ingest"/],
  ["train.when=maybe", "wrong-value", /must be true, false/],
])("--set %s is refused, and named as the place", async (set, code, message) => {
  const refused = await refusal(TEXT, { set: [set] });
  expect(refused).toMatchObject({ code, at: `--set ${set}`, remedy: expect.stringMatching(/./) });
  expect(refused.message).toMatch(message);
});

test("an unknown profile lists those there are; a step that a profile misspells is suggested", async () => {
  expect(await refusal(TEXT, { profile: "lnog" })).toMatchObject({
    code: "unknown-profile",
    message: 'there is no profile "lnog"; did you mean "long"?',
    remedy: "The profiles are long, bare, more, typo, pinned.",
  });
  expect((await refusal("name: x\nsteps: {}\n", { profile: "long" })).remedy).toBe("The file has none.");
  expect(await refusal(TEXT, { profile: "typo" })).toMatchObject({
    code: "missing-uses",
    message: 'step "trian" names no step module; did you mean "train"?',
    at: "21:20 trian",
  });
});

test("an error in a profile's value points into the profile, in use or not", async () => {
  const text = `${TEXT}  wrong: { steps: { train: { resources: { cpu: no } } } }\n`;
  expect(await refusal(text)).toMatchObject({ code: "wrong-value", at: "23:48 no" });
  const wrongKey = `${TEXT}  wrong: { steps: { train: { resource: { cpu: 1 } } } }\n`;
  expect(await refusal(wrongKey)).toMatchObject({ code: "unknown-key", at: "23:30 resource" });
  const late = `${TEXT}  late: { steps: { train: { with: { epochs: "\${{ params.epoch }}" } } } }\n`;
  expect(await refusal(late, { profile: "late" })).toMatchObject({ code: "expression", at: "23:57 epoch" });
});
