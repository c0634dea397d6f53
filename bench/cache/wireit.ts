import { codeOf, commandOf, ENDS, outputOf, STAGES } from "./chain.js";
import { installNodePeers, writeJson } from "./node-peers.js";
import type { Peer } from "./peer.js";

/** Through `npm run`, which is how it is called; without npm's call to its registry for a newer npm. */
export const WIREIT: Peer = {
  name: "wireit",
  async declare(scratch, folder) {
    installNodePeers(scratch, folder);
    const stages = STAGES.map((stage) => [
      stage.name,
      {
        command: commandOf(stage),
        files: [codeOf(stage.name)],
        output: [outputOf(stage.name)],
        dependencies: stage.needs,
      },
    ]);
    const scripts = [...STAGES.map(({ name }) => name), "all"].map((name) => [name, "wireit"]);
    writeJson(folder, "package.json", {
      name: "chain",
      scripts: Object.fromEntries(scripts),
      wireit: { ...Object.fromEntries(stages), all: { dependencies: ENDS } },
    });
    return { command: "npm", args: ["run", "all"], env: { npm_config_update_notifier: "false" } };
  },
};
