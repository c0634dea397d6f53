import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { useFakeTools, writeFakePackage } from "../learn/engine/fakes.js";
import { Rig, repository } from "../rig.js";

/** Where npm could download it, an engine home without one leaves a native engine still. */
const hasPackaged = existsSync(join(repository, "node_modules/@tensorflow/tfjs-node/package.json"));
const withoutPackaged = test.skipIf(hasPackaged);

function project(): Rig {
  const rig = new Rig("default");
  rig.env = { TAMIZ_ENGINE_HOME: rig.path("home") };
  return rig;
}

withoutPackaged(
  "--engine native without one is a wrong request, with the command that gets it (skipped beside tfjs-node)",
  async () => {
    const rig = project();
    const { code, stdout, stderr } = await rig.run("run", "--engine", "native");
    expect(code).toBe(2);
    expect(stdout).toBe("");
    expect(stderr).toMatch(/^error: the native engine is not installed\n.*(pipeline engine install|npm install)/);
    expect(rig.exists("artifacts/records")).toBe(false);
  },
);

test("an engine that there is not is a wrong request", async () => {
  const { code, stderr } = await project().run("run", "--engine", "gpu");
  expect(code).toBe(2);
  expect(stderr).toContain("native, wasm");
});

withoutPackaged(
  "list shows every rung, the one that is used, and how to have a faster one (skipped beside tfjs-node)",
  async () => {
    const { code, stdout } = await project().run("engine");
    expect(code).toBe(0);
    const lines = stdout.trimEnd().split("\n");
    expect(lines).toHaveLength(5);
    expect(lines[0]).toMatch(/^ {3}native on a GPU +not installed +@tensorflow\/tfjs-node-gpu$/);
    expect(lines[1]).toMatch(/^ {3}native +not installed +@tensorflow\/tfjs-node$/);
    expect(lines[2]).toMatch(/^ {3}native +not installed +\/.+home\/tfjs-/);
    expect(lines[3]).toMatch(/^→ {2}WebAssembly +TensorFlow.js 4.22.0 /);
    expect(lines[4]).toMatch(
      /^next .*(engine install|npm install).* \(native trains about \d × as fast as WebAssembly\)$/,
    );
  },
);

withoutPackaged("after npm ci one line says the same (skipped beside tfjs-node)", async () => {
  const rig = project();
  rig.command = join(repository, "scripts/engine-line.mjs");
  const { code, stdout, stderr } = await rig.run();
  expect(stderr).toBe("");
  expect(stdout).toMatch(
    /^engine: WebAssembly, since no native engine is installed; native trains about \d × as fast: .*(engine|npm) install.*\n$/,
  );
  expect(code).toBe(0);
});

test("a GPU's package that no device answers is stepped over", async () => {
  const rig = project();
  writeFakePackage(rig.path("node_modules/@tensorflow/tfjs-node-gpu"), { gpu: "silent" });
  const { stdout } = await rig.run("engine");
  expect(stdout).toMatch(/^ {3}native on a GPU +can't be used +.*tfjs-node-gpu: no GPU answered$/m);
  expect(stdout).toMatch(/^→ {2}(native|WebAssembly) /m);
});

test("a run's first line says which engine; what was installed since is found by the next", async () => {
  const rig = project();
  const few = ["--set", "ingest.with.limit=60", "--set", "params.epochs=1", "--set", "params.folds=2", "train"];
  const first = await rig.run("run", ...few, "--engine", "wasm");
  expect(first.code).toBe(0);
  expect(first.stdout.split("\n")[0]).toBe("engine: WebAssembly, as asked for");
  if (process.platform !== "linux" || process.arch !== "x64" || hasPackaged) return;
  useFakeTools(rig);
  expect((await rig.run("engine", "install")).code).toBe(0);
  const status = await rig.run("status", "train", ...few);
  expect(status.stdout).toMatch(
    /train +would run +cpu \(none\) → "x86-64.*"; engine "wasm" → "native"; .*tensorflow \(none\) → "2.15.1"; threads 1 → \d/,
  );
});
