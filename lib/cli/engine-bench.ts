import { availableParallelism } from "node:os";
import { fromFailure, PipelineError } from "../error.js";
import { askApart } from "../learn/engine/apart.js";
import { stepOn } from "../learn/engine/footing.js";
import { describe, installCommand } from "../learn/engine/ladder.js";
import { rungs } from "../learn/engine/rungs.js";
import type { EngineChoice } from "../step/declare.js";
import { formatCount, plural } from "./format.js";

interface Measured {
  readonly engine: string;
  readonly picturesPerSecond: number;
}

/** `pipeline engine bench`: trains on each engine that is here for a few seconds, each in a process of its own. */
export async function engineBenchCommand(): Promise<number> {
  const cores = availableParallelism();
  process.stdout.write(`article-cnn on random pictures, 28×28×1, batch 32, ${plural(cores, "core")}\n`);
  const measured: Measured[] = [];
  const titles = new Set<string>();
  for (const rung of rungs(process.cwd())) {
    if (titles.has(rung.title)) continue;
    const footing = await stepOn(rung);
    if (!footing.holds) continue;
    titles.add(rung.title);
    const { engine: name, folder } = rung;
    const picturesPerSecond = await measure({ name, folder, threads: name === "wasm" ? 1 : cores });
    const engine = describe(footing);
    measured.push({ engine, picturesPerSecond });
    process.stdout.write(
      `  ${engine.padEnd(28)}  ${formatCount(Math.round(picturesPerSecond)).padStart(7)} pictures/s\n`,
    );
  }
  process.stdout.write(`${compare(measured)}\n`);
  return 0;
}

async function measure(choice: EngineChoice): Promise<number> {
  const ending = await askApart<EngineChoice, number>("learn/bench-engine", choice);
  switch (ending.kind) {
    case "answered":
      return ending.answer;
    case "failed":
      throw fromFailure(ending.failure);
    case "crashed":
      throw new PipelineError({
        code: "engine-crashed",
        message: `training on ${choice.name} ends in ${ending.how}${ending.lastWords && `: ${ending.lastWords}`}`,
        where: choice.folder,
        remedy: "Train with the other engine (--engine).",
      });
  }
}

/** How many times as fast as the slowest each is. */
function compare(measured: readonly Measured[]): string {
  const slowest = measured.at(-1);
  const faster = measured.slice(0, -1);
  if (slowest === undefined || faster.length === 0) {
    return `there is no native engine to compare with\nnext   ${installCommand()}`;
  }
  return faster
    .map(({ engine, picturesPerSecond }) => {
      const ratio = (picturesPerSecond / slowest.picturesPerSecond).toFixed(1);
      return `${engine} trains ${ratio} × as fast as ${slowest.engine}`;
    })
    .join("\n");
}
