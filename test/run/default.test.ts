// The default pipeline, on the engine of this machine and on WebAssembly, with few epochs.
import { appendFileSync, cpSync, lstatSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { Rig, repository } from "../rig.js";
import { nightly } from "../seed.js";

// The last weights count, not the best: those may be of the same epoch whatever the number of epochs.
const FEW = [
  ...["params.folds=2", "params.epochs=2", "ingest.with.limit=100", "train.with.restore_best=false"].flatMap((set) => [
    "--set",
    set,
  ]),
];
const TRAINING = ["cross-validate", "folds[fold=1]", "folds[fold=2]", "report", "train"];

test("runs from pictures to report; again nothing; fewer epochs only what trains", async () => {
  const rig = new Rig("default");
  const first = await rig.events(...FEW, "--engine", "wasm");
  expect(first.code).toBe(0);
  expect(first.ran).toHaveLength(10);
  expect(rig.read("artifacts/report/report/report.html").includes("synthetic")).toBe(true);
  expect(lstatSync(rig.path("artifacts/report/report/report.html")).isSymbolicLink()).toBe(false);
  expect(rig.read("artifacts/report/report/report.md")).toMatch(/precision\s+recall/);
  expect(JSON.parse(rig.read("artifacts/train/model/model.json")).userDefinedMetadata).toMatchObject({
    classes: ["earphone", "keys", "phone", "stress-ball", "wallet"],
    width: 28,
    engine: "wasm",
  });
  expect((await rig.events(...FEW, "--engine", "wasm")).ran).toEqual([]);
  const epochs = await rig.events(...FEW, "--set", "params.epochs=1", "--engine", "wasm");
  expect(epochs.ran.toSorted()).toEqual(TRAINING);
  appendFileSync(rig.path("steps/train.ts"), "// A comment.\n");
  expect((await rig.events(...FEW, "--engine", "wasm")).ran).toEqual([]);
});

nightly("the same pipeline makes the same bytes in another folder", async () => {
  const keys = [];
  for (const name of ["default", "default"]) {
    const rig = new Rig(name);
    const { events } = await rig.events(...FEW, "--engine", "wasm", "cross-validate");
    keys.push(
      events.flatMap((event) => (event.type === "task-done" ? [[event.task, event.key, event.outputs]] : [])).sort(),
    );
  }
  expect(keys[0]).toHaveLength(7);
  expect(keys[1]).toEqual(keys[0]);
});

/** Commands and tests beside this one write in these. */
function isStill(path: string): boolean {
  return !/[\\/]dist[\\/](crash-|bin[\\/](tmp|derived)$)/.test(path);
}

nightly("a change of the kit reruns the steps that use it and what their bytes change", async () => {
  const rig = new Rig("default");
  const kit = rig.path("kit");
  mkdirSync(kit);
  for (const name of ["lib", "dist", "package.json"])
    cpSync(join(repository, name), join(kit, name), { recursive: true, filter: isStill });
  symlinkSync(join(repository, "node_modules"), join(kit, "node_modules"));
  rmSync(rig.path("node_modules/tamiz"));
  symlinkSync(kit, rig.path("node_modules/tamiz"));
  rig.command = join(kit, "dist/bin/pipeline.cjs");
  const only = ["features", "split", ...FEW];
  expect((await rig.events(...only)).ran.toSorted()).toEqual(["audit", "features", "ingest", "resize", "split"]);
  rig.replace("kit/lib/image/co-occurrence.ts", "contrast += count", "contrast += 1 + count");
  expect((await rig.events(...only)).ran).toEqual(["features"]);
});

test("photos of one's own: class folders, a text file among them, one that is cut off", async () => {
  const rig = new Rig("default");
  const { default: sharp } = await import("sharp");
  for (const [index, name] of ["agua", "montaña"].entries()) {
    for (let shot = 0; shot < 20; shot++) {
      const background = { r: index * 200, g: shot * 10, b: 90 };
      rig.write(
        `photos/${name}/${shot}.jpg`,
        await sharp({ create: { width: 40, height: 30, channels: 3, background } })
          .jpeg()
          .toBuffer(),
      );
    }
  }
  rig.write("photos/agua/notes.txt", "not a picture");
  const photo = await sharp({ create: { width: 400, height: 300, channels: 3, background: "red" } })
    .jpeg()
    .toBuffer();
  rig.write("photos/agua/cut.jpg", photo.subarray(0, photo.length - 200));
  const args = [
    "--set",
    "ingest.in.photos=./photos",
    "--set",
    "params.folds=2",
    "--set",
    "params.epochs=1",
    "--engine",
    "wasm",
  ];
  const { code, events } = await rig.events(...args);
  expect(code).toBe(0);
  expect(events.at(-1)).toMatchObject({ tally: { ran: 10 } });
  const rejected = await rig.run("show", "ingest.rejected", ...args);
  expect(rejected.stdout).toContain("agua/notes.txt");
  expect(rejected.stdout).toContain("agua/cut.jpg");
  writeFileSync(rig.path("photos/agua/more.txt"), "x");
  const strict = await rig.run("run", ...args, "--set", "ingest.with.max_rejected=0.01");
  expect(strict.code).toBe(1);
  expect(strict.stdout).toContain("max_rejected");
});
