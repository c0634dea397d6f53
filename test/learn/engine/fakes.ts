// Stand-ins for the native engine's package and for the programs that make it: the real ones take half a gigabyte.
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { TENSORFLOW_VERSION, TFJS_VERSION } from "../../../lib/learn/engine/home.js";
import type { Rig } from "../../rig.js";

export interface FakePackage {
  readonly version?: string;
  /** Whether it is the package for GPUs, and whether one answers. */
  readonly gpu?: "answers" | "silent";
  /** JavaScript that runs when it is loaded. */
  readonly onLoad?: string;
}

/** Writes a package that behaves as `@tensorflow/tfjs-node` does, as far as trying it goes. */
export function writeFakePackage(folder: string, { version = TFJS_VERSION, gpu, onLoad = "" }: FakePackage = {}): void {
  write(folder, "package.json", JSON.stringify({ name: "fake", version, main: "index.js" }));
  write(folder, "LICENSE", "a licence");
  write(folder, "README.md", "not needed for running it");
  write(folder, "dist/proto/api_pb.js", "");
  write(folder, "lib/napi-v8/tfjs_binding.node", "an addon");
  write(folder, "deps/lib/libtensorflow.so.2", "a library");
  const backend = {
    binding: { TF_Version: TENSORFLOW_VERSION },
    isGPUPackage: gpu !== undefined,
    isUsingGpuDevice: gpu === "answers",
  };
  write(
    folder,
    "index.js",
    `${onLoad}
module.exports = {
  version_core: ${JSON.stringify(TFJS_VERSION)},
  setBackend: async () => true,
  backend: () => (${JSON.stringify(backend)}),
  matMul: () => ({ dataSync: () => [11] }),
};`,
  );
}

/** Shell text in place of what a program does. `$to` is where its result goes. */
export interface FakeWork {
  readonly pip?: string;
  readonly npm?: string;
  readonly compiler?: string;
}

const TOOLS = ["python3", "npm", "g++"] as const;

/**
 * Gives a rig an engine home of its own, and a PATH that holds nothing but stand-ins for Python with pip, npm and the
 * compiler, without those named in `without`.
 */
export function useFakeTools(rig: Rig, work: FakeWork = {}, without: readonly (typeof TOOLS)[number][] = []): void {
  const bin = rig.path("bin");
  const fakePackage = rig.path("fake-package");
  writeFakePackage(fakePackage);
  const scripts = {
    python3: `
case "$*" in
  *"pip --version"*) ;;
  *"pip download"*) ${work.pip ?? 'mkdir -p "$to" && echo wheel > "$to/tensorflow_cpu.whl"'} ;;
  *) mkdir -p "$4/tensorflow" && cd "$4/tensorflow" && echo 1 > libtensorflow_cc.so.2 && echo 2 > libtensorflow_framework.so.2 ;;
esac`,
    npm: `
[ "$1" = --version ] && exit
${work.npm ?? `mkdir -p node_modules/@tensorflow && cp -r "${fakePackage}" node_modules/@tensorflow/tfjs-node`}`,
    "g++": `
[ "$1" = --version ] && exit
${work.compiler ?? 'echo addon > "$to"'}`,
  };
  for (const name of TOOLS) {
    if (without.includes(name)) continue;
    write(bin, name, `#!/bin/sh\nPATH=/usr/bin:/bin\nfor to; do :; done\n${scripts[name]}\n`);
    chmodSync(join(bin, name), 0o755);
  }
  mkdirSync(bin, { recursive: true });
  rig.env = { ...rig.env, PATH: bin, TAMIZ_ENGINE_HOME: rig.path("home"), CXX: "" };
}

function write(folder: string, name: string, content: string): void {
  const path = join(folder, name);
  mkdirSync(join(path, ".."), { recursive: true });
  writeFileSync(path, content);
}
