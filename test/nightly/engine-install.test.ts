// The true installation: 280 MB from the package indexes, a minute of work. The other Node versions come from npm.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { INSTALLATION } from "../../lib/learn/engine/home.js";
import { certificates, Rig } from "../rig.js";

const isHere = process.platform === "linux" && process.arch === "x64";

test.skipIf(!isHere)(
  "makes the native engine, which trains on Node 20, 22 and 24 (Linux on x64 only)",
  async () => {
    const rig = new Rig("default");
    rig.env = { ...certificates, TAMIZ_ENGINE_HOME: rig.path("home") };
    const { code, stdout, stderr } = await rig.run("engine", "install");
    expect(stderr).toBe("");
    expect(code).toBe(0);
    expect(stdout).toMatch(/installed in .*\(4\d\d\.\d MB\)/);
    expect(readdirSync(rig.path("home"))).toEqual([INSTALLATION]);
    const few = ["--set", "ingest.with.limit=60", "--set", "params.epochs=1", "--set", "params.folds=2"];
    for (const version of ["20", "22", "24"]) {
      rig.node = node(version);
      const run = await rig.run("run", "train", ...few, "--engine", "native");
      expect(run.stderr).toBe("");
      expect(run.stdout).toMatch(/^engine: native \(TensorFlow 2.15.1\), as asked for\n/);
      expect(run.code).toBe(0);
    }
  },
  600_000,
);

function node(version: string): string {
  const folder = mkdtempSync(join(tmpdir(), "node-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  execFileSync("npm", ["install", "--no-audit", "--no-fund", "--silent", "--prefix", folder, `node@${version}`]);
  return join(folder, "node_modules/node/bin/node");
}
