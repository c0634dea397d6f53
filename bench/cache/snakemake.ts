import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { installPython } from "../install.js";
import { commandOf, ENDS, inputsOf, outputOf, STAGES } from "./chain.js";
import type { Peer } from "./peer.js";

const PACKAGES = ["snakemake==9.27.1"];

export const SNAKEMAKE: Peer = {
  name: "Snakemake",
  async declare(scratch, folder) {
    const environment = join(scratch, "snakemake");
    installPython(environment, PACKAGES);
    const rules = STAGES.map((stage) =>
      [
        `rule ${stage.name.replaceAll("-", "_")}:`,
        `    input: ${quoted(inputsOf(stage))}`,
        `    output: ${quoted([outputOf(stage.name)])}`,
        `    shell: ${quoted([commandOf(stage)])}`,
      ].join("\n"),
    );
    const all = `rule all:\n    input: ${quoted(ENDS.map(outputOf))}`;
    writeFileSync(join(folder, "Snakefile"), `${[all, ...rules].join("\n\n")}\n`);
    return { command: join(environment, "bin", "snakemake"), args: ["--cores", "all"] };
  },
};

function quoted(texts: readonly string[]): string {
  return texts.map((text) => JSON.stringify(text)).join(", ");
}
