import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { Rig } from "../rig.js";

test("a run goes on, without a word, when nobody reads what it says any more", async () => {
  const rig = new Rig("letters");
  const shell = `"${process.execPath}" "${rig.command}" run | head -n 1`;
  const { stdout, stderr } = spawnSync("sh", ["-c", shell], { cwd: rig.folder, encoding: "utf8" });
  expect(stdout.split("\n")).toHaveLength(2);
  expect(stderr).toBe("");
  expect((await rig.events()).ran).toEqual([]);
});
