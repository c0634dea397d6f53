// The package as people get it: packed, installed in a folder of its own, with steps of its own and the shipped ones.
import { execFileSync } from "node:child_process";
import { rmSync, writeFileSync } from "node:fs";
import { expect } from "vitest";
import { Rig, repository } from "../rig.js";
import { nightly } from "../seed.js";

function npm(rig: Rig, ...args: string[]): string {
  return execFileSync("npm", args, { cwd: rig.folder, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
}

nightly("a project elsewhere runs with the installed package", () => {
  const rig = new Rig("photos");
  rmSync(rig.path("node_modules"), { recursive: true });
  writeFileSync(rig.path("package.json"), '{ "name": "photos", "private": true, "type": "module" }');
  const packed = execFileSync("npm", ["pack", "--ignore-scripts", "--silent", "--pack-destination", rig.folder], {
    cwd: repository,
    encoding: "utf8",
  });
  npm(
    rig,
    "install",
    "--omit=optional",
    "--no-audit",
    "--no-fund",
    "--silent",
    `./${packed.trim().split("\n").at(-1)}`,
  );
  npm(rig, "install", "--include=optional", "--no-save", "--no-audit", "--no-fund", "--silent", "sharp");
  expect(rig.exists("node_modules/tamiz/native/package-lock.json")).toBe(true);
  const first = npm(rig, "exec", "pipeline", "run");
  expect(first).toContain("3 tasks ran");
  expect(npm(rig, "exec", "pipeline", "run")).toContain("0 tasks ran, 3 cached");
  expect(npm(rig, "exec", "pipeline", "show", "bright.table")).toContain("brightness");
});
