import { rmSync } from "node:fs";
import { expect, test } from "vitest";
import { Rig, type Started } from "../rig.js";
import { nightly } from "../seed.js";

/** Resolves when a run has ended for the `count`th time, and its watch has begun. */
async function ended(started: Started, count: number): Promise<void> {
  await started.until("watching for changes", count);
}

test("a saved file, a new one and pipeline.yaml each make it run again, until Ctrl-C", async () => {
  const rig = new Rig("commands");
  const started = rig.start(["run", "--watch"]);
  await ended(started, 1);
  rig.write("data/alpha.txt", "omega\n");
  await ended(started, 2);
  expect(rig.read("artifacts/join/page/page.txt")).toContain("OMEGA");
  rig.write("data/zeta.txt", "zeta\n");
  await ended(started, 3);
  expect(rig.read("artifacts/join/page/page.txt")).toContain("ZETA");
  rig.replace("steps/join.ts", '${lines.join("\\n")}', '${lines.join(" ")}');
  await ended(started, 4);
  rig.replace("pipeline.yaml", "least: 3", "least: 7");
  await ended(started, 5);
  expect(rig.read("artifacts/join/page/page.txt")).toBe("long/delta.txt DELTA-DELTA delta.txt 12 4.00 long\n");
  started.process.kill("SIGINT");
  const { code, stdout } = await started.ended;
  expect(code).toBe(0);
  expect(stdout.match(/^(done|nothing to do) in/gm)).toHaveLength(5);
  expect(stdout).toMatch(/\ndata\/alpha\.txt changed\n.*\nsteps\/join\.ts changed\n.*\npipeline\.yaml changed\n/s);
});

test("what is wrong is said, and mended while it watches", async () => {
  const rig = new Rig("letters");
  rig.replace("steps/repeat.ts", "async run(", "async run((");
  const started = rig.start(["run", "--watch"]);
  await ended(started, 1);
  rig.replace("steps/repeat.ts", "async run((", "async run(");
  await ended(started, 2);
  rig.replace("pipeline.yaml", "name: letters", "name: [letters");
  await ended(started, 3);
  rig.replace("pipeline.yaml", "name: [letters", "name: letters");
  await ended(started, 4);
  rig.replace("steps/repeat-text.ts", "return ", "throw new Error('on purpose'); return ");
  await ended(started, 5);
  rig.replace("steps/repeat-text.ts", "throw new Error('on purpose'); ", "");
  await ended(started, 6);
  started.process.kill("SIGTERM");
  const { stdout, stderr } = await started.ended;
  expect(stderr).toMatch(/steps\/repeat\.ts:\d+:\d+.*this is not YAML/s);
  expect(stdout).toMatch(/\ndone in .*on purpose.*\nnothing to do in/s);
});

nightly("a change during a run counts, and Ctrl-C during one stops it", async () => {
  const rig = new Rig("commands");
  rig.replace("scripts/clean.sh", '. "$IN_LIB', 'echo at it; while [ -e gate ]; do :; done; . "$IN_LIB');
  rig.write("gate", "");
  const started = rig.start(["run", "--watch"]);
  await started.until("at it");
  rig.write("data/zeta.txt", "zeta\n");
  rmSync(rig.path("gate"));
  await ended(started, 1);
  await started.until("at it", 2);
  await ended(started, 2);
  expect(rig.read("artifacts/join/page/page.txt")).toContain("ZETA");
  rig.write("gate", "");
  rig.write("data/zeta.txt", "theta\n");
  await started.until("at it", 3);
  started.process.kill("SIGINT");
  expect((await started.ended).code).toBe(130);
});
