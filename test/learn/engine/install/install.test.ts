// The command, with stand-ins for the programs that make an engine. The true installation is a nightly test.
import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, readdirSync, truncateSync, writeFileSync } from "node:fs";
import { open, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { INSTALLATION } from "../../../../lib/learn/engine/home.js";
import { Rig, repository } from "../../../rig.js";
import { useFakeTools } from "../fakes.js";

const library = ["home", INSTALLATION, "node_modules/@tensorflow/tfjs-node/deps/lib/libtensorflow_cc.so.2"] as const;
const isHere = process.platform === "linux" && process.arch === "x64";
const onLinux = test.skipIf(!isHere);

/** A pip that says that it has begun, and then waits to be told to go on, a line for each. */
function useWaitingPip(rig: Rig): { begun(): Promise<unknown>; goOn(times: number): Promise<void> } {
  for (const name of ["begun", "go-on"]) execFileSync("mkfifo", [rig.path(name)]);
  useFakeTools(rig, {
    pip: `echo begun > ${rig.path("begun")}; read line < ${rig.path("go-on")}; mkdir -p "$to" && echo wheel > "$to/a.whl"`,
  });
  return {
    begun: () => readFile(rig.path("begun")),
    async goOn(times) {
      // For reading too, so that it opens at once and stays open while each reads its line.
      const pipe = await open(rig.path("go-on"), "r+");
      onTestFinished(() => pipe.close());
      await pipe.write("go on\n".repeat(times));
    },
  };
}

onLinux(
  "makes an engine that is found, slim and listed; a second time there is nothing to do; remove takes it",
  async () => {
    const rig = new Rig("photos");
    useFakeTools(rig);
    const { code, stdout, stderr } = await rig.run("engine", "install");
    expect(stderr).toBe("");
    expect(code).toBe(0);
    expect(stdout).toMatch(/✓ downloading tensorflow-cpu[\s\S]*✓ compiling the addon[\s\S]*✓ noting digests/);
    expect(readdirSync(rig.path("home"))).toEqual([INSTALLATION]);
    const kept = readdirSync(rig.path("home", INSTALLATION), { recursive: true }).map(String);
    expect(kept.filter((name) => name.endsWith("LICENSE"))).toHaveLength(1);
    expect(kept.filter((name) => name.endsWith("README.md"))).toEqual([]);
    expect((await rig.run("engine", "list")).stdout).toMatch(/native +TensorFlow 2.15.1 .*home/);

    expect((await rig.run("engine", "install")).stdout).toContain("installed already");
    expect((await rig.run("engine", "remove")).stdout).toMatch(/^removed .*tensorflow-2.15.1 \(.* kB\)\n$/);
    expect(readdirSync(rig.path("home"))).toEqual([]);
    expect((await rig.run("engine", "remove")).stdout).toMatch(/^there is nothing to remove in /);
  },
);

onLinux("a library that is cut off is said to be, and installing again mends it", async () => {
  const rig = new Rig("photos");
  useFakeTools(rig);
  await rig.run("engine", "install");
  truncateSync(rig.path(...library), 0);
  expect((await rig.run("engine")).stdout).toMatch(
    /native +can't be used .*libtensorflow_cc.so.2 is cut off: 0 of 2 bytes/,
  );
  expect((await rig.run("engine", "install")).code).toBe(0);
  expect(rig.read(...library)).toBe("1\n");
  expect(readdirSync(rig.path("home"))).toEqual([INSTALLATION]);
});

onLinux.each([
  [["g++"], "a C++ compiler (g++)"],
  [["python3"], "python3 with pip"],
  [["npm"], "npm"],
  [["g++", "python3", "npm"], "a C++ compiler (g++); python3 with pip; npm"],
] as const)("without %j it says what is missing, and touches nothing", async (without, missing) => {
  const rig = new Rig("photos");
  useFakeTools(rig, {}, without);
  const { code, stderr } = await rig.run("engine", "install");
  expect(code).toBe(2);
  expect(stderr).toContain(`the native engine can't be made here; missing: ${missing}\n`);
  expect(stderr).toContain("apt install g++ python3-pip");
  expect(readdirSync(rig.path("home"))).toEqual([]);
});

onLinux.each([
  [
    "pip",
    { pip: 'echo "ERROR: HTTP error 403 Client Error: Forbidden for url" >&2; exit 1' },
    "the package index refuses it",
  ],
  ["npm", { npm: 'echo "npm error code EINTEGRITY" >&2; exit 1' }, "its digest differs"],
  [
    "the compiler",
    { compiler: 'echo "a.cc:1:1: error: no" >&2; exit 1' },
    "compiling the addon failed: g++ ended with exit code 1: a.cc:1:1: error: no",
  ],
  [
    "the engine",
    { npm: "mkdir -p node_modules/@tensorflow/tfjs-node" },
    "the native engine was made, and does not work here",
  ],
] as const)("a failure of %s is told, and leaves nothing", async (_who, work, message) => {
  const rig = new Rig("photos");
  useFakeTools(rig, work);
  const { code, stdout, stderr } = await rig.run("engine", "install");
  expect(stderr).toContain(message);
  expect(code).toBe(1);
  expect(stdout).toContain("✗ ");
  expect(readdirSync(rig.path("home"))).toEqual([]);
});

const hasPip = spawnSync("python3", ["-m", "pip", "--version"]).status === 0;

test.skipIf(!isHere || !hasPip)("without a network pip's failure is told (skipped without pip)", async () => {
  const rig = new Rig("photos");
  useFakeTools(rig, {}, ["python3"]);
  const python = execFileSync("python3", ["-c", "import sys; print(sys.executable)"], { encoding: "utf8" }).trim();
  writeFileSync(rig.path("bin/python3"), `#!/bin/sh\nexec ${python} "$@"\n`, { mode: 0o755 });
  rig.env = {
    ...rig.env,
    PIP_INDEX_URL: "http://127.0.0.1:9/simple",
    PIP_EXTRA_INDEX_URL: "",
    PIP_FIND_LINKS: "",
    PIP_NO_CACHE_DIR: "1",
    PIP_RETRIES: "1",
  };
  const { code, stderr } = await rig.run("engine", "install");
  expect(stderr).toContain("downloading tensorflow-cpu failed: the package index does not answer");
  expect(stderr).toContain("Check the network");
  expect(code).toBe(1);
  expect(readdirSync(rig.path("home"))).toEqual([]);
});

onLinux("an engine home that can't be made is told", async () => {
  const rig = new Rig("photos");
  useFakeTools(rig);
  rig.write("home", "a file");
  const { code, stderr } = await rig.run("engine", "install");
  expect(stderr).toMatch(/the engine home can't be written to \(EEXIST|ENOTDIR\)/);
  expect(stderr).toContain("TAMIZ_ENGINE_HOME");
  expect(code).toBe(1);
});

onLinux("one killed amid its work leaves nothing that counts, and the next one clears that away", async () => {
  const rig = new Rig("photos");
  const pip = useWaitingPip(rig);
  const killed = rig.start(["engine", "install"]);
  onTestFinished(() => killed.killTree());
  await pip.begun();
  killed.process.kill("SIGKILL");
  await new Promise((resolve) => killed.process.once("exit", resolve));
  expect(readdirSync(rig.path("home"))).toEqual([expect.stringMatching(/^making\./)]);
  expect((await rig.run("engine")).stdout).toMatch(/native +not installed +.*home/);
  useFakeTools(rig);
  expect((await rig.run("engine", "install")).code).toBe(0);
  expect(readdirSync(rig.path("home"))).toEqual([INSTALLATION]);
});

onLinux("Ctrl-C ends it, and nothing is left", async () => {
  const rig = new Rig("photos");
  const pip = useWaitingPip(rig);
  const stopped = rig.start(["engine", "install"]);
  await pip.begun();
  process.kill(-(stopped.process.pid ?? 0), "SIGINT");
  const { code, stderr } = await stopped.ended;
  expect(code).toBe(130);
  expect(stderr).toBe("stopped; nothing is installed, and nothing is left behind\n");
  expect(readdirSync(rig.path("home"))).toEqual([]);
});

onLinux("two at once both end well, with one engine; remove leaves alone one that is at work", async () => {
  const rig = new Rig("photos");
  const pip = useWaitingPip(rig);
  const first = rig.start(["engine", "install"]);
  await pip.begun();
  expect((await rig.run("engine", "remove")).stdout).toMatch(/^there is nothing to remove in /);
  const second = rig.start(["engine", "install"]);
  await pip.begun();
  expect(readdirSync(rig.path("home"))).toHaveLength(2);
  await pip.goOn(2);
  expect([(await first.ended).code, (await second.ended).code]).toEqual([0, 0]);
  expect(readdirSync(rig.path("home"))).toEqual([INSTALLATION]);
  expect((await rig.run("engine", "install")).stdout).toContain("installed already");
});

const NOBODY = 65534;

/** A Node that runs as this user, or where that is root, whom no permission stops, as nobody. */
function unprivilegedNode(rig: Rig): string {
  if (process.getuid?.() !== 0) return process.execPath;
  const text = `#!${process.execPath}
process.setgroups([]); process.setgid(${NOBODY}); process.setuid(${NOBODY});
process.argv.splice(1, 1);
import(process.argv[1]);
`;
  writeFileSync(rig.path("as-nobody"), text, { mode: 0o755 });
  chmodSync(rig.folder, 0o755);
  return rig.path("as-nobody");
}

/** Whether nobody may read this repository: not where it lies in root's home. */
const mayRead =
  process.getuid?.() !== 0 ||
  spawnSync(process.execPath, ["-e", "fs.readFileSync(process.argv[1])", join(repository, "package.json")], {
    uid: NOBODY,
    gid: NOBODY,
  }).status === 0;

test.skipIf(!isHere || !mayRead)(
  "without permission both are told (skipped where the repository is root's alone)",
  async () => {
    const rig = new Rig("photos");
    useFakeTools(rig);
    await rig.run("engine", "install");
    rig.node = unprivilegedNode(rig);
    chmodSync(rig.path(...library), 0);
    expect((await rig.run("engine")).stdout).toMatch(
      /native +can't be used .*libtensorflow_cc.so.2 can't be read \(EACCES\)/,
    );

    mkdirSync(rig.path("locked"), { mode: 0o555 });
    rig.env = { ...rig.env, TAMIZ_ENGINE_HOME: rig.path("locked") };
    const { code, stderr } = await rig.run("engine", "install");
    expect(stderr).toContain("the engine home can't be written to (EACCES)");
    expect(code).toBe(1);
  },
);
