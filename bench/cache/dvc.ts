import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import { installPython } from "../install.js";
import { commandOf, inputsOf, outputOf, STAGES } from "./chain.js";
import type { Command, Peer } from "./peer.js";

const PACKAGES = ["dvc==3.67.1"];

interface DvcStage {
  readonly cmd: string;
  readonly deps: readonly string[];
  readonly outs: readonly string[];
}

export const DVC: Peer = {
  name: "DVC",
  async declare(scratch, folder) {
    const stages = STAGES.map((stage) => [
      stage.name,
      { cmd: commandOf(stage), deps: inputsOf(stage), outs: [outputOf(stage.name)] },
    ]);
    return declareDvc(scratch, folder, Object.fromEntries(stages));
  },
};

/** `dvc repro` on these stages, in a folder outside version control, without the calls that DVC makes to its makers. */
export function declareDvc(scratch: string, folder: string, stages: { readonly [name: string]: DvcStage }): Command {
  const environment = join(scratch, "dvc");
  installPython(environment, PACKAGES);
  const command = join(environment, "bin", "dvc");
  for (const args of [
    ["init", "--no-scm", "--quiet"],
    ["config", "core.analytics", "false"],
    ["config", "core.check_update", "false"],
  ]) {
    const { status, stderr } = spawnSync(command, args, { cwd: folder, encoding: "utf8" });
    if (status !== 0) throw new Error(`dvc ${args.join(" ")} ended with ${status}:\n${stderr}`);
  }
  writeFileSync(join(folder, "dvc.yaml"), stringify({ stages }));
  return { command, args: ["repro"] };
}
