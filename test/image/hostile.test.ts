import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parquetReadObjects } from "hyparquet";
import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { UNREADABLE } from "../../lib/image/unreadable.js";
import { random } from "../../lib/learn/random.js";
import { Rig } from "../rig.js";
import { isNightly, report, seed } from "../seed.js";
import { hostileFiles } from "./hostile/corpus.js";
import { flipped, originalPictures } from "./hostile/flipped.js";

/** What a worker may use of memory, in KiB: 600 MB. */
const MOST_MEMORY = 600e6 / 1024;
const MINUTES = 60_000;

const ARGUMENTS = ["--set", "ingest.in.photos=./photos", "--set", "ingest.with.max_rejected=1"];

/** A project of this repository's own steps over `photos`, whose workers note what memory they have had. */
function hostileRig(): Rig {
  const rig = new Rig("default");
  const hook = fileURLToPath(new URL("./hostile/peak-memory.cjs", import.meta.url));
  rig.env = { NODE_OPTIONS: `--require ${hook}`, TAMIZ_TEST_PEAKS: rig.path("peaks") };
  return rig;
}

async function rowsOf(rig: Rig, output: string): Promise<Record<string, unknown>[]> {
  const folder = rig.path("artifacts", ...output.split("."));
  const rows: Record<string, unknown>[] = [];
  for (const name of readdirSync(folder)) {
    const { buffer, byteOffset, byteLength } = readFileSync(`${folder}/${name}`);
    rows.push(
      ...(await parquetReadObjects({ file: buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer })),
    );
  }
  return rows;
}

const peakOf = (rig: Rig) => Math.max(...rig.read("peaks").trim().split("\n").map(Number));

describe("a folder of hostile files", () => {
  test("each is read, or rejected with its reason; nothing else happens", { timeout: 5 * MINUTES }, async () => {
    const files = await hostileFiles();
    expect(files.length).toBeGreaterThan(60);
    const rig = hostileRig();
    for (const { name, bytes } of files) rig.write(`photos/hostile/${name}`, bytes);
    const good = await sharp({ create: { width: 30, height: 20, channels: 3, background: "#a40" } })
      .jpeg()
      .toBuffer();
    for (const name of ["1", "2", "3"]) rig.write(`photos/good/${name}.jpg`, good);

    const result = await rig.run("run", "resize", ...ARGUMENTS);
    expect(result).toMatchObject({ code: 0, stderr: "" });
    const read = (await rowsOf(rig, "ingest.images")).map(({ id }) => String(id));
    const rejected = new Map((await rowsOf(rig, "ingest.rejected")).map(({ id, reason }) => [String(id), reason]));
    const found = files.map(({ name, expected }) => {
      const id = `hostile/${name.normalize("NFC")}`;
      return { name, expected, was: read.includes(id) ? "read" : rejected.has(id) ? "rejected" : "lost" };
    });
    expect(found.filter(({ expected, was }) => was !== expected && !(expected === "either" && was !== "lost"))).toEqual(
      [],
    );
    expect(read.length + rejected.size).toBe(files.length + 3);
    for (const reason of rejected.values()) expect(UNREADABLE).toContain(reason);
    expect(peakOf(rig)).toBeLessThan(MOST_MEMORY);
  });

  test("links that lead nowhere, in circles or outside, pipes and folders of no use", {
    timeout: MINUTES,
  }, async () => {
    const rig = hostileRig();
    const good = await sharp({ create: { width: 30, height: 20, channels: 3, background: "#a40" } })
      .jpeg()
      .toBuffer();
    for (const name of ["1", "2"]) for (const label of ["a", "b"]) rig.write(`photos/${label}/${name}.jpg`, good);
    rig.write("outside/photo.jpg", good);
    symlinkSync("nowhere.jpg", rig.path("photos/a/dangling.jpg"));
    symlinkSync("circle-2.jpg", rig.path("photos/a/circle-1.jpg"));
    symlinkSync("circle-1.jpg", rig.path("photos/a/circle-2.jpg"));
    symlinkSync("..", rig.path("photos/a/up"));
    symlinkSync("../../outside/photo.jpg", rig.path("photos/a/linked.jpg"));
    mkdirSync(rig.path("photos/a/folder.jpg"));
    execFileSync("mkfifo", [rig.path("photos/a/pipe.jpg")]);
    const result = await rig.run("run", "resize", ...ARGUMENTS);
    expect(result).toMatchObject({ code: 0, stderr: "" });
    const read = (await rowsOf(rig, "ingest.images")).map(({ id }) => String(id));
    expect(read).toEqual(["a/1.jpg", "a/2.jpg", "a/linked.jpg", "b/1.jpg", "b/2.jpg"]);
    const rejected = (await rowsOf(rig, "ingest.rejected")).map(({ id }) => String(id));
    expect(rejected).toEqual(["a/circle-1.jpg", "a/circle-2.jpg", "a/dangling.jpg", "a/pipe.jpg"]);
  });

  test.skipIf(process.getuid?.() === 0)(
    "a file that may not be read is named (skipped for root)",
    { timeout: MINUTES },
    async () => {
      const rig = hostileRig();
      rig.write("photos/a/secret.jpg", "x");
      chmodSync(rig.path("photos/a/secret.jpg"), 0);
      const result = await rig.run("run", "resize", ...ARGUMENTS);
      expect(result.code).toBe(2);
      expect(result.stderr).toContain("photos/a/secret.jpg");
    },
  );
});

const CASES = isNightly ? 10_000 : 400;

describe("pictures with bytes flipped", () => {
  test(`${CASES} of them are read or rejected`, { timeout: 60 * MINUTES }, async () => {
    const source = random("hostile", seed);
    const originals = await originalPictures();
    const rig = hostileRig();
    for (let index = 0; index < CASES; index++) {
      const [ending, bytes] = originals[index % originals.length]!;
      rig.write(`photos/${ending}/${String(index).padStart(5, "0")}.${ending}`, flipped(bytes, source));
    }
    for (const [n, [ending, bytes]] of originals.entries()) rig.write(`photos/${ending}/good-${n}.${ending}`, bytes);
    const result = await rig.run("run", "resize", ...ARGUMENTS);
    expect(result).toMatchObject({ code: 0, stderr: "" });
    const read = (await rowsOf(rig, "ingest.images")).length;
    const reasons = new Map<unknown, number>();
    for (const { reason } of await rowsOf(rig, "ingest.rejected")) reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
    const total = CASES + originals.length;
    report(`${total} pictures, bytes flipped`, [
      `${read} read`,
      ...[...reasons].map(([reason, n]) => `${n} ${reason}`),
    ]);
    expect(read + [...reasons.values()].reduce((a, b) => a + b, 0)).toBe(total);
    for (const reason of reasons.keys()) expect(UNREADABLE).toContain(reason);
    expect(peakOf(rig)).toBeLessThan(MOST_MEMORY);
  });
});
