// Random projects under random edits, through the command: results are those of a clean rebuild, and nothing is done twice.
import { rmSync } from "node:fs";
import { expect } from "vitest";
import { random } from "../../lib/learn/random.js";
import { memoryFolder, Rig } from "../rig.js";
import { isNightly, nightly, report, seed } from "../seed.js";
import { render } from "./render.js";
import { editWorld, generateWorld, PROJECT_EDITS } from "./world.js";

const [PIPELINES, EDITS] = isNightly ? [12, 8] : [1, 3];
const HOUR = 3_600_000;

nightly("a run after an edit makes what a clean rebuild makes", { timeout: HOUR }, async () => {
  const history: string[] = [];
  for (let pipeline = 0; pipeline < PIPELINES; pipeline++) {
    const source = random("command property", seed, pipeline);
    const rig = new Rig("letters", memoryFolder);
    for (const name of ["steps", "data"]) rmSync(rig.path(name), { recursive: true });
    const clean = new Rig("letters", memoryFolder);
    for (const name of ["steps", "data"]) rmSync(clean.path(name), { recursive: true });
    const keys = new Set<string>();
    let world = generateWorld(source);
    for (let edit = 0; edit <= EDITS; edit++) {
      render(world, rig);
      render(world, clean);
      rmSync(clean.path("artifacts"), { recursive: true, force: true });
      const [ours, rebuilt] = await Promise.all([rig.events(), clean.events()]);
      const because = `pipeline ${pipeline}: ${history.join("; ")}`;
      expect([ours.code, rebuilt.code], because).toEqual([0, 0]);
      expect(rig.read("pipeline.lock"), because).toBe(clean.read("pipeline.lock"));
      const done = ours.events.flatMap((event) => (event.type === "task-done" ? [event.key] : []));
      expect(
        done.filter((key) => keys.has(key)),
        because,
      ).toEqual([]);
      for (const key of done) keys.add(key);
      history.push(`${done.length} ran of ${rebuilt.ran.length}`);
      const next = editWorld(world, PROJECT_EDITS, source);
      world = next.world;
      history.push(next.what);
    }
  }
  report(`${PIPELINES} random projects through the command`, history.slice(0, -1));
});
