// The default pipeline on the other Node versions; their binaries come from npm.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { Rig } from "../rig.js";

test.each(["20", "22", "24"])("Node %s runs the default pipeline", async (version) => {
  const folder = mkdtempSync(join(tmpdir(), "node-"));
  try {
    execFileSync("npm", ["install", "--no-audit", "--no-fund", "--silent", "--prefix", folder, `node@${version}`]);
    const rig = new Rig("default");
    rig.node = join(folder, "node_modules/node/bin/node");
    const few = ["--set", "params.folds=2", "--set", "params.epochs=1", "--set", "ingest.with.limit=100"];
    const { code, ran } = await rig.events(...few);
    expect(code).toBe(0);
    expect(ran).toHaveLength(10);
    expect((await rig.events(...few)).ran).toEqual([]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
