import { digestBytes } from "../../digest.js";
import { type Bundle, bundleEntry, kitModule } from "../bundle.js";
import type { SharedSources } from "../sources.js";
import type { CommandCode } from "./code.js";

/** Bundles a command with what runs it. Its sources are the files it names, and what of it stands in `pipeline.yaml`. */
export async function bundleCommand(code: CommandCode, root: string, shared: SharedSources): Promise<Bundle> {
  const entry = `import { commandStep } from ${JSON.stringify(kitModule("command/command"))};
module.exports = commandStep(${JSON.stringify(code)});`;
  const bundle = await bundleEntry(entry, root, shared);
  const { files, ...declared } = code;
  const settings = Object.entries(declared).map(([name, value]) => [name, digestBytes(JSON.stringify(value))]);
  return { ...bundle, sources: { ...bundle.sources, ...Object.fromEntries(settings), ...files } };
}
