import { mkdirSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { Verification } from "../../lib/run/verify.js";
import { Rig } from "../rig.js";
import { nightly } from "../seed.js";

function allowChance(rig: Rig, step: string): void {
  rig.replace(step, "with: z", 'allows: ["Math.random"],\n  with: z');
}

async function verified(rig: Rig, ...args: string[]): Promise<{ code: number | null; found: Verification }> {
  const { code, stdout } = await rig.run("verify", "--json", ...args);
  const line = stdout.split("\n").find((text) => text.startsWith('{"type":"verified"'));
  return { code, found: JSON.parse(line ?? "null") };
}

test("a pipeline is reproduced, whole and by step, and leaves no scratch store", async () => {
  const rig = new Rig("letters");
  await rig.run("run");
  const whole = await rig.run("verify");
  expect(whole.stdout).toMatch(/reproduced: 5 tasks, 5 artifacts \(1 also with its rows in halves\)/);
  expect(whole.code).toBe(0);
  expect((await verified(rig, "count")).found).toMatchObject({ tasks: 2, artifacts: 2, findings: [] });
  expect(rig.exists("artifacts/scratch")).toBe(false);
});

nightly("pictures are reproduced in halves of their rows", async () => {
  const rig = new Rig("photos");
  await rig.run("run");
  expect((await verified(rig)).found).toMatchObject({ findings: [], failed: 0, tasks: 3, halved: 2 });
});

test("chance in a table is named down to row and column, and what reads it is not blamed", async () => {
  const rig = new Rig("letters");
  allowChance(rig, "steps/list.ts");
  rig.replace(
    "steps/list.ts",
    "{ id: file.id, content }",
    `{ id: file.id, content: content + (file.id === "beta.txt" ? Math.random() : "") }`,
  );
  await rig.run("run");
  const { code, found } = await verified(rig);
  expect(code).toBe(3);
  expect(found.findings).toEqual([
    {
      ...{ task: "list", output: "texts", way: "anew" },
      difference: expect.objectContaining({ at: "column", part: "00000.parquet", row: "beta.txt", column: "content" }),
    },
  ]);
  const { stdout } = await rig.run("verify", "list");
  expect(stdout).toMatch(
    /list\.texts differs when it is made again.*\n +part +00000.parquet\n +row +beta.txt\n +column +content/,
  );
  expect(stdout).toMatch(/stored +"beta0\.\d+"\n +anew +"beta0\.\d+"/);
});

const NOISE = `import { defineStep, pixelTable, z } from "tamiz/step";

export default defineStep({
  about: "Draws a picture of each, one byte of it by chance.",
  in: { images: pixelTable },
  out: { images: pixelTable },
  with: z.object({}),
  async run({ in: { images }, out }) {
    for await (const { id, data } of images.each()) {
      const noisy = Uint8Array.from(data, (byte, index) => (index === 5 ? Math.floor(Math.random() * 1e9) : byte));
      await out.images.write({ id, data: noisy, width: 16, height: 16, channels: 1 });
    }
  },
});
`;

nightly("chance in pixels is named by the picture, in a document by file and byte", async () => {
  const photos = new Rig("photos");
  photos.write("steps/noise.ts", NOISE);
  allowChance(photos, "steps/noise.ts");
  photos.replace("pipeline.yaml", "./steps/bright.ts", "./steps/noise.ts");
  await photos.run("run");
  const [finding] = (await verified(photos, "bright")).found.findings;
  expect(finding).toMatchObject({ output: "images", difference: { at: "column", column: "pixels" } });
  expect(finding?.difference).toHaveProperty("stored", expect.stringMatching(/^byte 5 is \d+$/));

  const letters = new Rig("letters");
  allowChance(letters, "steps/page.ts");
  letters.replace("steps/page.ts", "}\\n`)", `} \${Math.random()}\\n\`)`);
  await letters.run("run");
  expect((await verified(letters, "page")).found.findings[0]?.difference).toMatchObject({
    ...{ at: "byte", part: "page.txt" },
    offset: expect.toSatisfy((offset: number) => offset >= "a 20\nb 8 0.".length),
  });
});

nightly("a step that counts its calls is caught in the same process", async () => {
  const rig = new Rig("letters");
  rig.replace(
    "steps/page.ts",
    "const lines = [];",
    "const state = globalThis as { calls?: number };\n    state.calls = (state.calls ?? 0) + 1;\n    const lines = [`call ${state.calls}`];",
  );
  await rig.run("run");
  const { code, found } = await verified(rig, "page");
  expect(found.findings).toMatchObject([{ way: "warm", difference: { at: "byte", part: "page.txt", offset: 5 } }]);
  expect(code).toBe(3);
});

test("a step whose rows depend on their neighbours breaks the promise of each", async () => {
  const rig = new Rig("letters");
  rig.replace("steps/repeat.ts", "for await", 'let before = "";\n    for await');
  rig.replace(
    "steps/repeat.ts",
    "repeatText(content, times, separator) }]);",
    "before + content }]);\n      before = content;",
  );
  await rig.run("run");
  const { code, stdout } = await rig.run("verify");
  expect(stdout).toMatch(
    /repeat\.texts differs when its rows are taken in two halves\n.*\n +row +beta.txt\n +column +content/,
  );
  expect(stdout).toMatch(/whole +"bananabeta"\n +halves +"beta"\n/);
  expect(stdout).toContain("1 of 5 tasks not reproduced, 4 reproduced");
  expect(code).toBe(3);
});

test("what has no current result is not verified", async () => {
  const rig = new Rig("letters");
  await rig.run("run");
  const { code, stderr } = await rig.run("verify", "repeat", "--set", "params.times=3");
  expect(stderr).toContain("repeat has no current result to verify");
  expect(stderr).toContain("pipeline run repeat");
  expect(code).toBe(2);
  expect((await rig.run("verify", "list", "--set", "params.times=3")).code).toBe(0);
});

nightly("Ctrl-C stops, and removes the scratch store; one whose process was killed goes with the next", async () => {
  const rig = new Rig("letters");
  await rig.run("run");
  const killed = rig.start(["verify"]);
  await killed.until("▸ list");
  killed.killTree();
  await killed.ended;
  expect(readdirSync(rig.path("artifacts/scratch"))).toHaveLength(1);
  const stopped = rig.start(["verify"]);
  await stopped.until("▸ list");
  process.kill(stopped.process.pid ?? 0, "SIGINT");
  expect((await stopped.ended).code).toBe(130);
  expect(rig.exists("artifacts/scratch")).toBe(false);
});

test("a flipped bit in an object and a cut record are found, named and set aside", async () => {
  const rig = new Rig("letters");
  const { events } = await rig.events();
  const whole = await rig.run("verify", "--objects");
  expect(whole.stdout).toMatch(/whole: \d+ objects \([\d.]+ kB\) and \d+ records/);
  expect(whole.code).toBe(0);
  const done = events.find((event) => event.type === "task-done" && event.task === "count[letter=a]");
  if (done?.type !== "task-done") throw new Error("count did not run");
  const manifest = JSON.parse(readFileSync(objectPath(rig, done.outputs.count ?? ""), "utf8"));
  const part = manifest.parts[0].digest;
  const bytes = readFileSync(objectPath(rig, part));
  bytes[4] = (bytes[4] ?? 0) ^ 1;
  writeFileSync(objectPath(rig, part), bytes);
  truncateSync(rig.path("artifacts/records", done.key.slice(0, 2), `${done.key.slice(2)}.json`), 50);
  const { code, stdout } = await rig.run("verify", "--objects");
  expect(stdout).toContain(`record  ${done.key.slice(0, 12)}`);
  expect(stdout).toContain(`object  ${part.slice(0, 12)}`);
  expect(code).toBe(3);
  expect(readdirSync(rig.path("artifacts/damaged"))).toHaveLength(2);
  expect((await rig.events()).ran).toContain("count[letter=a]");
  expect((await rig.run("verify", "--objects")).code).toBe(0);
});

test("damaged objects, and one that cannot be read, are told with what they were for", async () => {
  const rig = new Rig("letters");
  const { events } = await rig.events();
  const made = events.flatMap((event) => (event.type === "task-done" && event.task === "page" ? [event.outputs] : []));
  const [manifest = ""] = Object.values(made[0] ?? {});
  const { digest } = JSON.parse(readFileSync(objectPath(rig, manifest), "utf8")).parts[0];
  const objects = readdirSync(rig.path("artifacts/objects"), { recursive: true, encoding: "utf8" });
  for (const name of objects.filter((path) => path.length > 60)) {
    const path = rig.path("artifacts/objects", name);
    const bytes = readFileSync(path);
    if (!bytes.subarray(0, 4).equals(Buffer.from("PAR1"))) continue;
    writeFileSync(path, bytes.subarray(1));
  }
  rmSync(objectPath(rig, digest));
  mkdirSync(objectPath(rig, digest));
  const { stdout, code } = await rig.run("verify", "--objects");
  expect(code).toBe(3);
  const [, unreadable = ""] = /cannot be read; .*\n {2}object {2}(\S+) {2}page\.page/.exec(stdout) ?? [];
  for (const of of ["list.texts 00000.parquet", "repeat.texts 00000.parquet", "count.count table.parquet"]) {
    expect(stdout).toContain(of);
  }
  rmSync(unreadable, { recursive: true });
  expect((await rig.run("run")).code).toBe(0);
  expect((await rig.run("verify", "--objects")).code).toBe(0);
});

function objectPath(rig: Rig, digest: string): string {
  return rig.path("artifacts/objects", digest.slice(0, 2), digest.slice(2));
}
