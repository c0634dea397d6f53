import { expect, test } from "vitest";
import { photo } from "../image/pictures.js";
import { Rig } from "../rig.js";

const KIT = `
  ingest: { uses: tamiz/steps/ingest, in: { photos: ./photos } }
  resize: { uses: tamiz/steps/resize, in: { images: ingest.images }, with: { width: 8, height: 8, color: gray } }
  features: { uses: tamiz/steps/features, in: { images: resize.images } }
`;

const OWN = `
  bright: { uses: ./steps/bright.ts, in: { images: resize.images } }
`;

/** Of a forced run of these steps, how many processes for tasks started. */
async function startsOf(rig: Rig, steps: string): Promise<number | undefined> {
  rig.write("pipeline.yaml", `name: photos\nsteps:${steps}`);
  rig.write("note.cjs", 'require("node:fs").appendFileSync(process.env.STARTS, `${process.argv[1]}\\n`);');
  rig.env = { NODE_OPTIONS: `--require ${rig.path("note.cjs")}`, STARTS: rig.path("starts") };
  // In the first run, one describes the steps.
  expect((await rig.run("run")).code).toBe(0);
  rig.write("starts", "");
  expect((await rig.run("run", "--force")).code).toBe(0);
  return rig.read("starts").match(/worker\.cjs/g)?.length;
}

test("steps of the kit share a process; a person's own step has another", async () => {
  const rig = new Rig("photos");
  for (const number of [0, 1, 2, 3]) {
    rig.write(`photos/${number < 2 ? "keys" : "mug"}/${number}.jpg`, await photo(number));
  }
  expect(await startsOf(rig, KIT)).toBe(1);
  expect(await startsOf(rig, KIT + OWN)).toBe(2);
});

test("a task that takes long keeps its process to its step", async () => {
  const chain = (command: string) => `
  one: { run: "${command} > $OUT_KEPT/one", in: { texts: ./data }, out: { kept: files } }
  two: { run: "${command} > $OUT_KEPT/two", in: { texts: one.kept }, out: { kept: files } }
  three: { run: "${command} > $OUT_KEPT/three", in: { texts: two.kept }, out: { kept: files } }
`;
  // While one is at work another gets ready for the next.
  expect(await startsOf(new Rig("commands"), chain("true"))).toBe(2);
  expect(await startsOf(new Rig("commands"), chain("sleep 1.3"))).toBe(3);
});
