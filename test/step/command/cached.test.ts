// What counts in the key of a command, and that the files it leaves are kept, carried and mended like any result.
import { execFileSync } from "node:child_process";
import { cpSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { Rig } from "../../rig.js";
import { nightly } from "../../seed.js";

const SNAPSHOT = "artifacts/derived/snapshot.json";
const KEPT = "artifacts/clean/kept/long/alpha.txt";

test("its text, the files it names, its declared inputs, outputs and environment count", async () => {
  const rig = new Rig("commands");
  await rig.events();
  rig.write("scripts/other.sh", "never named");
  expect((await rig.events()).ran).toEqual([]);
  rig.replace("scripts/clean.sh", "kept $(wc", "left $(wc");
  expect((await rig.run("status")).stdout).toMatch(/clean +would run +code: scripts\/clean.sh changed\n/);
  expect((await rig.events()).ran).toEqual(["clean"]);
  rig.replace("scripts/lib/upper.sh", "{ tr", "{  tr");
  expect((await rig.run("explain", "clean")).stdout).toMatch(/input +lib +1 of 1 row differs/);
  expect((await rig.events()).ran).toEqual(["clean"]);
  rig.replace("pipeline.yaml", "sh scripts/clean.sh", "sh  scripts/clean.sh");
  expect((await rig.run("status")).stdout).toMatch(/clean +would run +code: run changed\n/);
  expect((await rig.events()).ran).toEqual(["clean"]);
  rig.replace("pipeline.yaml", "page: document }", "page: files }");
  expect((await rig.events()).ran).toEqual(["clean"]);
  expect((await rig.events("--set", "params.least=0")).ran).toEqual(["clean", "measure", "join"]);
});

nightly("a file that a word of it names counts once it is there, after a no-op too", async () => {
  const rig = new Rig("commands");
  rig.replace("pipeline.yaml", "run: sh scripts/clean.sh", "run: sh scripts/clean.sh settings.txt");
  while (!rig.exists(SNAPSHOT)) expect((await rig.run("run")).code).toBe(0);
  rig.write("settings.txt", "new");
  expect((await rig.run("run")).stdout).toContain("code: settings.txt added");
});

nightly("a file that it left and that is damaged or gone is made again", async () => {
  const rig = new Rig("commands");
  while (!rig.exists(SNAPSHOT)) expect((await rig.run("run")).code).toBe(0);
  const object = realpathSync(rig.path(KEPT));
  const whole = readFileSync(object);
  writeFileSync(object, "ALPHX\n");
  expect((await rig.run("run")).stdout).toMatch(/clean +its result is gone or damaged\n/);
  expect(readFileSync(object)).toEqual(whole);
  rmSync(object);
  expect((await rig.events()).ran).toEqual(["clean"]);
  writeFileSync(object, "ALPHX\n");
  expect((await rig.run("verify", "--objects")).stdout).toContain("clean.kept long/alpha.txt");
});

nightly("a collection of garbage keeps the files, and removes those of no current result", async () => {
  const rig = new Rig("commands");
  await rig.events("--set", "params.least=0");
  const small = realpathSync(rig.path("artifacts/clean/kept/long/be.txt"));
  await rig.events();
  expect((await rig.run("gc", "--yes")).code).toBe(0);
  expect(rig.read(KEPT)).toBe("ALPHA\n");
  expect(() => readFileSync(small)).toThrow();
  expect((await rig.events()).ran).toEqual([]);
});

nightly("an export carries the files to another machine", async () => {
  const here = new Rig("commands");
  await here.events();
  await here.run("cache", "export", "results.tamiz");
  const there = new Rig("commands");
  cpSync(here.path("results.tamiz"), there.path("results.tamiz"));
  await there.run("cache", "import", "results.tamiz");
  expect((await there.events()).ran).toEqual([]);
  expect(there.read(KEPT)).toBe("ALPHA\n");
});

nightly("a committed lock is restored with the files, or it is said which are missing", async () => {
  const rig = new Rig("commands");
  await rig.events();
  const git = (...args: string[]) =>
    execFileSync("git", ["-c", "user.name=tamiz", "-c", "user.email=tamiz@localhost", ...args], { cwd: rig.folder });
  git("init", "-q");
  git("add", "pipeline.lock");
  git("commit", "-qm", "kept");
  await rig.events("--set", "params.least=0");
  expect((await rig.run("restore", "HEAD")).code).toBe(0);
  expect(rig.exists("artifacts/clean/kept/long/be.txt")).toBe(false);
  rmSync(realpathSync(rig.path(KEPT)));
  expect((await rig.run("restore", "HEAD")).stdout).toMatch(/clean +kept +no longer stored/);
});

test("a step in TypeScript leaves files too", async () => {
  const rig = new Rig("commands");
  rig.replace("steps/join.ts", "out: { page: document }", "out: { page: files }");
  rig.replace(
    "steps/join.ts",
    '"page.txt", `${lines.join("\\n")}\\n`',
    '"all/page.txt", new TextEncoder().encode(lines.join(" "))',
  );
  expect((await rig.run("run")).code).toBe(0);
  expect(rig.read("artifacts/join/page/all/page.txt")).toContain("long/alpha.txt ALPHA");
  rig.replace("steps/join.ts", "all/page.txt", "../page.txt");
  expect((await rig.run("run")).stdout).toContain('under "../page.txt", which is no relative path');
});

test("a result that is not the same each time is found by verify, with the file that differs", async () => {
  const rig = new Rig("commands");
  rig.replace("pipeline.yaml", "sh scripts/clean.sh", "sh scripts/clean.sh; echo $PPID > $OUT_KEPT/id.txt");
  await rig.events();
  const { code, stdout } = await rig.run("verify", "clean");
  expect(stdout).toMatch(/clean.*kept.*id\.txt/s);
  expect(code).toBe(3);
});
