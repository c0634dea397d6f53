import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import sharp from "sharp";
import { expect, test } from "vitest";
import type { Json } from "../../../lib/digest.js";
import { auditFindings, auditPictures } from "../../../lib/image/audit/tables.js";
import { random } from "../../../lib/learn/random.js";
import { readSides } from "../../../lib/learn/sides.js";
import { splitTable } from "../../../lib/learn/tables.js";
import auditStep from "../../../steps/audit.js";
import ingest from "../../../steps/ingest.js";
import splitStep from "../../../steps/split.js";
import { sharedData } from "../../rig.js";
import { isNightly } from "../../seed.js";
import { Memory } from "../memory.js";

/** A JPEG of soft blots, others for each number, taken at a second of a minute where one is given. */
async function blots(number: number, { quality = 92, second }: { quality?: number; second?: number } = {}) {
  const source = random("blots", number);
  const spots = Array.from({ length: 12 }, () => [
    source.below(64),
    source.below(64),
    source.below(200),
    3 + source.below(8),
  ]);
  const data = Uint8Array.from({ length: 64 * 64 * 3 }, (_, index) => {
    const pixel = Math.floor(index / 3);
    const sum = spots.reduce((light, [x = 0, y = 0, bright = 0, wide = 1], spot) => {
      const near = Math.exp(-(((pixel % 64) - x) ** 2 + (Math.floor(pixel / 64) - y) ** 2) / wide ** 2);
      return light + near * bright * (spot % 3 === index % 3 ? 1 : 0.4);
    }, 20);
    return Math.min(255, sum);
  });
  const image = sharp(data, { raw: { width: 64, height: 64, channels: 3 } }).jpeg({ quality });
  if (second === undefined) return await image.toBuffer();
  const time = `2024:05:01 12:30:${String(second).padStart(2, "0")}`;
  return await image.withExif({ IFD0: { Make: "Canon", Model: "80D" }, IFD2: { DateTimeOriginal: time } }).toBuffer();
}

async function audited(folder: { [id: string]: Uint8Array }, settings: { [name: string]: Json } = {}) {
  const memory = new Memory(folder);
  const { images } = await memory.run(ingest, { photos: await memory.source() });
  const made = await memory.run(auditStep, { images: images! }, settings);
  return {
    memory,
    images: images!,
    audit: made.pictures!,
    pictures: await auditPictures.open(made.pictures!, memory).all(),
    findings: await auditFindings.open(made.findings!, memory).all(),
  };
}

/** Twelve pictures apart from each other, and what belongs together. */
async function folder(): Promise<{ [id: string]: Uint8Array }> {
  const apart = await Promise.all(
    Array.from(
      { length: 12 },
      async (_, number) => [`${number % 2 ? "cup" : "bag"}/${10 + number}.jpg`, await blots(number)] as const,
    ),
  );
  const both = await blots(50);
  return {
    ...Object.fromEntries(apart),
    "bag/copy.jpg": await blots(0),
    "bag/squeezed.jpg": await blots(2, { quality: 45 }),
    "bag/both.jpg": both,
    "cup/both.jpg": both,
    "bag/shot-1.jpg": await blots(60, { second: 10 }),
    "bag/shot-2.jpg": await blots(61, { second: 11 }),
    "bag/shot-3.jpg": await blots(62, { second: 13 }),
    "bag/shot-4.jpg": await blots(63, { second: 16 }),
    "cup/flat.png": await sharp({ create: { width: 9, height: 9, channels: 3, background: "#abcdef" } })
      .png()
      .toBuffer(),
  };
}

test("finds copies, near-duplicates, bursts, conflicts and flat pictures, and groups what belongs together", async () => {
  const { pictures, findings } = await audited(await folder());
  const told = findings.map(({ kind, other, picture }) => [kind, other, picture]);
  expect(told.slice(0, -1)).toEqual([
    ["label-conflict", "bag/both.jpg", "cup/both.jpg"],
    ["exact-duplicate", "bag/10.jpg", "bag/copy.jpg"],
    ["near-duplicate", "bag/12.jpg", "bag/squeezed.jpg"],
    ["burst", "bag/shot-1.jpg", "bag/shot-2.jpg"],
    ["burst", "bag/shot-2.jpg", "bag/shot-3.jpg"],
    ["suspect-group", null, "bag/shot-1.jpg"],
    ["suspect-group", null, "bag/10.jpg"],
    ["suspect-group", null, "bag/12.jpg"],
    ["suspect-group", null, "bag/both.jpg"],
    ["flat", null, "cup/flat.png"],
  ]);
  expect(findings.at(-1)).toMatchObject({ kind: "random-split-leak", picture: null });
  const groups = new Map(pictures.map(({ id, group }) => [id, group]));
  expect(groups.get("bag/shot-3.jpg")).toBe("with bag/shot-1.jpg");
  expect(groups.get("bag/shot-4.jpg")).toBe("");
  expect(groups.get("bag/squeezed.jpg")).toBe("with bag/12.jpg");
  expect(pictures.filter(({ status }) => status === "left-out").map(({ id }) => id)).toEqual([
    "bag/both.jpg",
    "cup/both.jpg",
  ]);
});

test("leaves nothing out, and looks for no bursts, where told so", async () => {
  const { pictures, findings } = await audited(await folder(), { conflicts: "keep", burst_seconds: 0, suspect: 0.5 });
  expect(pictures.every(({ status }) => status === "kept")).toBe(true);
  const kinds = new Set(findings.map(({ kind }) => kind));
  expect(kinds).toEqual(new Set(["label-conflict", "exact-duplicate", "near-duplicate", "flat", "random-split-leak"]));
});

test("a split keeps what was left out out of both parts, and cuts no group that was found", async () => {
  const { memory, images, audit } = await audited(await folder());
  for (let seed = 0; seed < 5; seed++) {
    const { table } = await memory.run(splitStep, { images, audit }, { folds: 2, test: 0.4, seed });
    const rows = await splitTable.open(table!, memory).all();
    const places = new Map(rows.map(({ id, part, fold }) => [id, `${part} ${fold}`]));
    expect(places.get("bag/both.jpg")).toBe("left-out 0");
    expect(places.get("cup/both.jpg")).toBe("left-out 0");
    expect(places.get("bag/10.jpg")).toBe(places.get("bag/copy.jpg"));
    expect(places.get("bag/12.jpg")).toBe(places.get("bag/squeezed.jpg"));
    expect(new Set(["1", "2", "3"].map((shot) => places.get(`bag/shot-${shot}.jpg`))).size).toBe(1);
    const pixels = { width: 1, height: 1, channels: 1, dtype: "uint8" as const, rows: rows.length };
    const each = async function* () {
      for (const { id } of rows) yield { id, data: Uint8Array.of(0) };
    };
    for (const fold of [undefined, 1]) {
      const sides = await readSides({ ...pixels, each }, rows, { validation: 0.1, seed, fold });
      expect(sides.rows.some(({ part }) => part === "left-out")).toBe(false);
    }
  }
});

const trashnet = join(sharedData, "trashnet");
const CONFLICTS = [
  ["glass/glass115.jpg", "metal/metal91.jpg"],
  ["glass/glass176.jpg", "plastic/plastic152.jpg"],
  ["glass/glass389.jpg", "plastic/plastic332.jpg"],
];

/** TrashNet, or of each class so many pictures besides the conflicting ones. */
function trash(most = Number.POSITIVE_INFINITY): { [id: string]: Uint8Array } {
  const ids = readdirSync(trashnet).flatMap((name) =>
    readdirSync(join(trashnet, name))
      .slice(0, most)
      .map((file) => `${name}/${file}`),
  );
  const all = new Set([...ids, ...CONFLICTS.flat()]);
  return Object.fromEntries([...all].map((id) => [id, Uint8Array.from(readFileSync(join(trashnet, id)))]));
}

const conflictsOf = (findings: readonly { kind: string; picture: string | null; other: string | null }[]) =>
  findings.flatMap(({ kind, other, picture }) => (kind === "label-conflict" ? [[other, picture]] : []));

test.skipIf(!existsSync(trashnet))(
  "finds TrashNet's label conflicts (skipped where shared/data is absent)",
  async () => {
    const { findings, pictures } = await audited(trash(40));
    expect(conflictsOf(findings)).toEqual(CONFLICTS);
    expect(pictures.filter(({ status }) => status === "left-out").map(({ id }) => id)).toEqual(CONFLICTS.flat().sort());
  },
);

test.skipIf(!isNightly || !existsSync(trashnet))(
  "finds no more in all of TrashNet, and chains nothing (nightly; skipped where shared/data is absent)",
  async () => {
    const { findings, pictures } = await audited(trash());
    expect(conflictsOf(findings)).toEqual(CONFLICTS);
    const near = findings
      .filter(({ kind }) => kind === "near-duplicate")
      .map(({ other, picture }) => `${other} ${picture}`);
    expect(near).toContain("paper/paper185.jpg paper/paper390.jpg");
    expect(near).toContain("metal/metal120.jpg metal/metal50.jpg");
    const sizes = new Map<string, number>();
    for (const { group } of pictures) if (group !== "") sizes.set(group, (sizes.get(group) ?? 0) + 1);
    expect(Math.max(...sizes.values())).toBeLessThanOrEqual(4);
  },
);
