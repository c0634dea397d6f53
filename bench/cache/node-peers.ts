import { symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { installNode } from "../install.js";

const PACKAGES = ["wireit@0.14.13", "turbo@2.11.11"];

/** The folder of Node packages of the peers that have one, which is linked into a project's own. */
export function installNodePeers(scratch: string, folder: string): string {
  const packages = join(scratch, "node-peers");
  installNode(packages, PACKAGES);
  symlinkSync(join(packages, "node_modules"), join(folder, "node_modules"));
  return join(packages, "node_modules");
}

export function writeJson(folder: string, name: string, content: unknown): void {
  writeFileSync(join(folder, name), `${JSON.stringify(content, null, 2)}\n`);
}
