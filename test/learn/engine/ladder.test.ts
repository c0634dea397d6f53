import { mkdtempSync, rmSync, truncateSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { cpuLevel } from "../../../lib/learn/engine/cpu-level.js";
import { installationFolder, nativeFolder } from "../../../lib/learn/engine/home.js";
import { climb, installCommand, NATIVE_OVER_WASM } from "../../../lib/learn/engine/ladder.js";
import { writeManifest } from "../../../lib/learn/engine/manifest.js";
import { rungs } from "../../../lib/learn/engine/rungs.js";
import type { EngineName } from "../../../lib/step/declare.js";
import { writeFakePackage } from "./fakes.js";

/** A project with an engine home of its own, and its ladder without the rung of a `tfjs-node` beside this repository. */
function project() {
  const folder = mkdtempSync(join(tmpdir(), "ladder-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const home = join(folder, "home");
  const climbThere = (forced?: EngineName) =>
    climb(
      folder,
      forced,
      rungs(folder, home).filter(({ title, installation }) => title !== "native" || installation !== undefined),
    );
  return { folder, home, climb: climbThere };
}

async function install(home: string): Promise<void> {
  writeFakePackage(nativeFolder(home));
  await writeManifest(installationFolder(home));
}

const faster = `; native trains about ${NATIVE_OVER_WASM} × as fast: ${installCommand()}`;

test("without a native engine it is WebAssembly; one line says how much faster native is, and the command", async () => {
  const { climb } = project();
  const { name, why, identity } = await climb();
  expect(name).toBe("wasm");
  expect(why).toBe(`WebAssembly, since no native engine is installed${faster}`);
  expect(identity).toEqual({ engine: "wasm", tfjs: "4.22.0", simd: true });
});

test("what was installed for the user is found by a project, and the CPU counts in its identity", async () => {
  const { home, climb } = project();
  await install(home);
  expect(await climb()).toMatchObject({
    name: "native",
    folder: nativeFolder(home),
    why: "native (TensorFlow 2.15.1)",
    identity: { engine: "native", tfjs: "4.22.0", tensorflow: "2.15.1", cpu: cpuLevel() },
  });
});

test("one that is damaged is stepped over, and the line says why", async () => {
  const { home, climb } = project();
  await install(home);
  truncateSync(join(nativeFolder(home), "deps/lib/libtensorflow.so.2"), 0);
  const { name, why } = await climb();
  expect(name).toBe("wasm");
  expect(why).toMatch(
    /^WebAssembly, since @tensorflow\/tfjs-node can't be used: .*libtensorflow.so.2 is cut off: 0 of 9/,
  );
  expect(why.endsWith(faster)).toBe(true);
});

test("a GPU's package is the top where a device answers; where none does, the next is taken", async () => {
  const { folder, home, climb } = project();
  await install(home);
  const gpu = join(folder, "node_modules/@tensorflow/tfjs-node-gpu");
  writeFakePackage(gpu, { gpu: "answers" });
  const answered = await climb();
  expect(answered.folder).toBe(gpu);
  expect(answered.why).toMatch(/^native on .+ \(TensorFlow 2.15.1\)$/);
  expect(answered.identity).toHaveProperty("device");
  writeFakePackage(gpu, { gpu: "silent" });
  const silent = await climb();
  expect(silent.folder).toBe(nativeFolder(home));
  expect(silent.identity).not.toHaveProperty("device");
  expect(silent.why).toBe("native (TensorFlow 2.15.1), since @tensorflow/tfjs-node-gpu can't be used: no GPU answered");
});

test("a forced engine is that one or an error with what is wrong and the command", async () => {
  const { home, climb } = project();
  expect((await climb("wasm")).why).toBe("WebAssembly, as asked for");
  await expect(climb("native")).rejects.toMatchObject({
    code: "engine-unavailable",
    message: "the native engine is not installed",
    remedy: expect.stringContaining(installCommand()),
  });
  await install(home);
  expect((await climb("native")).why).toBe("native (TensorFlow 2.15.1), as asked for");
  truncateSync(join(nativeFolder(home), "index.js"), 1);
  await expect(climb("native")).rejects.toThrow(/^the native engine can't be used: .*index.js is cut off/);
});

test("an answer rests on the files it was found by, and on the absent ones that would change it", async () => {
  const { folder, home, climb } = project();
  const { files } = await climb();
  expect(files).toContain(join(installationFolder(home), "manifest.json"));
  expect(files).toContain(join(folder, "node_modules/@tensorflow/tfjs-node-gpu/package.json"));
});
