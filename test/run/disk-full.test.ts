import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { expect } from "vitest";
import { Rig } from "../rig.js";
import { nightly } from "../seed.js";

const canMount = process.platform === "linux" && process.getuid?.() === 0;

nightly("a full disk ends in one clear message, and what had succeeded stays cached", async (context) => {
  if (!canMount) context.skip("a small tmpfs can be mounted only by root on Linux");
  const rig = new Rig("letters");
  mkdirSync(rig.path("artifacts"));
  execFileSync("mount", ["-t", "tmpfs", "-o", "size=8m", "tmpfs", rig.path("artifacts")]);
  try {
    expect((await rig.run("run", "list")).code).toBe(0);
    rig.replace("steps/repeat.ts", 'each: "texts",', 'each: "texts",\n  allows: ["Math.random"],');
    rig.replace("steps/repeat.ts", "repeatText(content, times, separator)", "repeatText(content, times, randomText())");
    rig.write(
      "steps/repeat.ts",
      `${rig.read("steps/repeat.ts")}\nfunction randomText() { return Array.from({ length: 4e6 }, () => Math.random().toString(36)).join(""); }\n`,
    );
    const full = await rig.run("run");
    expect(full.code).toBe(1);
    expect(full.stdout + full.stderr).toContain("the disk is full");
    expect(full.stdout + full.stderr).not.toMatch(/\n\s+at /);
    const status = await rig.run("status");
    expect(status.stdout).toMatch(/list\s+cached/);
  } finally {
    spawnSync("umount", ["-l", rig.path("artifacts")]);
  }
});
