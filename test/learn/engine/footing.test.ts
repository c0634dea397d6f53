import { mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { type Footing, stepOn } from "../../../lib/learn/engine/footing.js";
import { installationFolder, nativeFolder, TENSORFLOW_VERSION, TFJS_VERSION } from "../../../lib/learn/engine/home.js";
import { manifestPath, writeManifest } from "../../../lib/learn/engine/manifest.js";
import { installedRung, rungs } from "../../../lib/learn/engine/rungs.js";
import { type FakePackage, writeFakePackage } from "./fakes.js";

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "footing-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

async function tryInstallation(change: (folder: string) => void = () => undefined): Promise<Footing> {
  const home = temporaryFolder();
  writeFakePackage(nativeFolder(home));
  await writeManifest(installationFolder(home));
  change(nativeFolder(home));
  return stepOn(installedRung(home));
}

/** The footing of a project's own `tfjs-node-gpu`. */
async function tryGpuPackage(fake: FakePackage, change: (folder: string) => void = () => undefined): Promise<Footing> {
  const project = temporaryFolder();
  const folder = join(project, "node_modules/@tensorflow/tfjs-node-gpu");
  writeFakePackage(folder, fake);
  change(folder);
  const [rung] = rungs(project, join(project, "home"));
  if (rung?.folder !== folder) throw new Error("the project's package was not found");
  return stepOn(rung);
}

const reason = (footing: Footing) => (footing.holds ? "it holds" : footing.reason);

test("an installation that is whole holds, and rests on each of its files", async () => {
  const footing = await tryInstallation();
  expect(footing).toMatchObject({ holds: true, trial: { tfjs: TFJS_VERSION, tensorflow: TENSORFLOW_VERSION } });
  expect(footing.files.filter((file) => /manifest.json|libtensorflow|index.js/.test(file))).toHaveLength(3);
});

test("where there is none, none is installed", async () => {
  const footing = await stepOn(installedRung(join(temporaryFolder(), "home")));
  expect(reason(footing)).toBe("not installed");
  expect(footing.files).toHaveLength(1);
});

test("an installation's library that is cut off or changed is found before it is loaded", async () => {
  const cut = await tryInstallation((folder) => truncateSync(join(folder, "deps/lib/libtensorflow.so.2"), 3));
  expect(reason(cut)).toMatch(/libtensorflow.so.2 is cut off: 3 of 9 bytes$/);
  const changed = await tryInstallation((folder) =>
    writeFileSync(join(folder, "lib/napi-v8/tfjs_binding.node"), "An addon"),
  );
  expect(reason(changed)).toMatch(/tfjs_binding.node is not the file that was installed \(its digest differs\)$/);
});

test("an installation of other versions is named", async () => {
  const footing = await tryInstallation((folder) =>
    writeFileSync(
      manifestPath(join(folder, "../../..")),
      JSON.stringify({ tfjs: "4.20.0", tensorflow: "2.9.1", files: {} }),
    ),
  );
  expect(reason(footing)).toMatch(/manifest.json tells of 4.20.0 with TensorFlow 2.9.1, not 4.22.0 with TensorFlow/);
});

test("a GPU's package holds where a device answers, and only there", async () => {
  expect(reason(await tryGpuPackage({ gpu: "answers" }))).toBe("it holds");
  expect(reason(await tryGpuPackage({ gpu: "silent" }))).toBe("no GPU answered");
});

test("a package of another version, without its addon or library, or damaged is said to be", async () => {
  expect(reason(await tryGpuPackage({ version: "4.10.0" }))).toBe(
    "version 4.10.0 is there, and tamiz works with 4.22.0",
  );
  const bare = await tryGpuPackage({}, (folder) => rmSync(join(folder, "lib"), { recursive: true }));
  expect(reason(bare)).toMatch(/^its addon is not there.*npm rebuild @tensorflow\/tfjs-node-gpu/);
  const empty = await tryGpuPackage({}, (folder) => rmSync(join(folder, "deps"), { recursive: true }));
  expect(reason(empty)).toBe("TensorFlow's library is not there: its download did not end well");
  const damaged = await tryGpuPackage({}, (folder) => writeFileSync(join(folder, "package.json"), "{"));
  expect(reason(damaged)).toBe("its package.json is damaged");
});

test("what ends the process that tries it ends nothing else", async () => {
  const aborted = await tryGpuPackage({ onLoad: 'process.stderr.write("illegal\\n"); process.abort();' });
  expect(reason(aborted)).toMatch(/^loading it ends in SIGABRT/);
  const left = await tryGpuPackage({ onLoad: 'console.error("libfoo is missing"); process.exit(127);' });
  expect(reason(left)).toBe("loading it ends in exit code 127: libfoo is missing");
  const uncaught = await tryGpuPackage({ onLoad: 'process.nextTick(() => { throw new Error("much later"); });' });
  expect(reason(uncaught)).toBe("loading it ends in exit code 1: Error: much later");
  const thrown = await tryGpuPackage({ onLoad: 'throw new Error("libcuda.so.1: cannot open shared object file");' });
  expect(reason(thrown)).toBe("libcuda.so.1: cannot open shared object file");
});
