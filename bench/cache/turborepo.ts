import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { codeOf, commandOf, ENDS, outputOf, STAGES } from "./chain.js";
import { installNodePeers, writeJson } from "./node-peers.js";
import type { Peer } from "./peer.js";

/** Its native program, without the Node program in front of it, and without its daemon; in a git repository. */
export const TURBOREPO: Peer = {
  name: "Turborepo",
  async declare(scratch, folder) {
    const modules = installNodePeers(scratch, folder);
    const scripts = STAGES.map((stage) => [stage.name, commandOf(stage)]);
    const tasks = STAGES.map(({ name, needs }) => [
      name,
      { inputs: [codeOf(name)], outputs: [outputOf(name)], dependsOn: needs },
    ]);
    writeJson(folder, "package.json", {
      ...{ name: "chain", version: "1.0.0", packageManager: "npm@10.8.2" },
      scripts: Object.fromEntries(scripts),
    });
    writeJson(folder, "package-lock.json", { name: "chain", lockfileVersion: 3, packages: {} });
    writeJson(folder, "turbo.json", { tasks: Object.fromEntries(tasks) });
    writeFileSync(join(folder, ".gitignore"), "node_modules\n.turbo\nout\nran.log\n");
    git(folder, ["init", "--quiet"]);
    git(folder, ["add", "."]);
    const author = ["-c", "user.name=bench", "-c", "user.email=bench@localhost"];
    git(folder, [...author, "commit", "--quiet", "--message", "The chain"]);
    const { platform, arch } = process;
    const program = join(modules, `@turbo/${platform}-${arch === "x64" ? "64" : arch}`, "bin", "turbo");
    return {
      command: program,
      args: ["run", ...ENDS, "--no-daemon"],
      env: { TURBO_TELEMETRY_DISABLED: "1", TURBO_NO_UPDATE_NOTIFIER: "1" },
    };
  },
};

function git(folder: string, args: readonly string[]): void {
  const { status, stderr } = spawnSync("git", args, { cwd: folder, encoding: "utf8" });
  if (status !== 0) throw new Error(`git ${args.join(" ")} in ${folder} ended with ${status}:\n${stderr}`);
}
