import { availableParallelism } from "node:os";
import { createLogUpdate } from "log-update";
import { formatCount } from "../count.js";
import { fromFailure, PipelineError } from "../error.js";
import { askApart } from "../learn/engine/apart.js";
import { stepOn } from "../learn/engine/footing.js";
import { describe, type Holding, installCommand } from "../learn/engine/ladder.js";
import { rungs } from "../learn/engine/rungs.js";
import type { EngineChoice } from "../step/declare.js";
import { formatTable, plural } from "./format.js";

/** Each engine is measured this often, in turns, and its fastest counts: another program slows one turn down, not all. */
const TURNS = 3;

interface Measured {
  readonly engine: string;
  readonly picturesPerSecond: number;
}

/** `pipeline engine bench`: trains on each engine that is here for a few seconds, each in a process of its own. */
export async function engineBenchCommand(): Promise<number> {
  const cores = availableParallelism();
  const network = `article-cnn on random pictures, 28×28×1, batch 32, ${plural(cores, "core")}`;
  process.stdout.write(`${network}; the fastest of ${TURNS} turns\n`);
  const holding = await engines();
  const fastest = holding.map(() => 0);
  const live = process.stdout.isTTY === true ? createLogUpdate(process.stdout) : undefined;
  for (let turn = 0; turn < TURNS; turn++) {
    for (const [index, { rung }] of holding.entries()) {
      const { engine: name, folder } = rung;
      live?.(`▸ turn ${turn + 1} of ${TURNS}: ${rung.title}`);
      const rate = await measure({ name, folder, threads: name === "wasm" ? 1 : cores });
      fastest[index] = Math.max(fastest[index] ?? 0, rate);
    }
  }
  live?.clear();
  const measured = holding.map((one, index) => ({ engine: describe(one), picturesPerSecond: fastest[index] ?? 0 }));
  const rows = measured.map(({ engine, picturesPerSecond }) => [
    ` ${engine}`,
    `${formatCount(Math.round(picturesPerSecond))} pictures/s`,
  ]);
  process.stdout.write(`${formatTable(rows, [false, true])}\n${compare(measured)}\n`);
  return 0;
}

/** The engines that can be used here, one of each kind, fastest first. */
async function engines(): Promise<readonly Holding[]> {
  const found: Holding[] = [];
  for (const rung of rungs(process.cwd())) {
    if (found.some((one) => one.rung.title === rung.title)) continue;
    const footing = await stepOn(rung);
    if (footing.holds) found.push(footing);
  }
  return found;
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
