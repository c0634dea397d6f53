import { join } from "node:path";
import { expect, test } from "vitest";
import { bundleSteps } from "../../lib/step/bundle.js";
import { sharedSources } from "../../lib/step/sources.js";
import { Rig, repository } from "../rig.js";

test("a step's bundle is the same whichever others are built with it", async () => {
  const modules = ["features", "report", "split"].map((name) => join(repository, "steps", `${name}.ts`));
  const bundle = (...some: readonly string[]) => bundleSteps(some, repository, sharedSources());
  const together = await bundle(...modules);
  const reversed = await bundle(...modules.toReversed());
  for (const module of modules) {
    const alone = (await bundle(module)).get(module);
    expect(alone?.code.length).toBeGreaterThan(100_000);
    expect(together.get(module)).toEqual(alone);
    expect(reversed.get(module)).toEqual(alone);
  }
});

test("only a step of the kit that uses no engine may share a process", async () => {
  const rig = new Rig("letters");
  rig.write("node_modules/other/package.json", '{ "name": "other", "version": "1.0.0", "type": "module" }');
  rig.write("node_modules/other/step.js", rig.read("steps/list.ts"));
  const kit = ["features", "train"].map((name) => join(repository, "dist/steps", `${name}.js`));
  const modules = [...kit, rig.path("steps/list.ts"), rig.path("node_modules/other/step.js")];
  const bundles = await bundleSteps(modules, rig.folder, sharedSources());
  expect(modules.map((module) => bundles.get(module)?.isShared)).toEqual([true, false, false, false]);
});

test("of steps that are built together, the one that does not build is named", async () => {
  const rig = new Rig("letters");
  rig.replace("steps/count.ts", "export default", "export default default");
  const { code, stderr } = await rig.run("status");
  expect(stderr).toContain('step "count" cannot be built');
  expect(stderr).toContain("steps/count.ts:");
  expect(code).toBe(2);
});
