import { join } from "node:path";
import type { NetworkName } from "../../lib/learn/network.js";
import { ask } from "./contender.js";
import { contenderOf, KERAS, NATIVE, type Setup } from "./setup.js";
import { describeSize, filesFor, type PictureSize } from "./shapes.js";

interface ProfileCase {
  readonly network: NetworkName;
  readonly size: PictureSize;
  readonly batch: number;
}

const cases: readonly ProfileCase[] = [
  { network: "article-cnn", size: "small", batch: 32 },
  { network: "article-cnn", size: "small", batch: 128 },
  { network: "article-cnn", size: "large", batch: 32 },
  { network: "resnet-8", size: "middle", batch: 128 },
];

/**
 * In which operations a native training step spends its time, as Markdown: the very graph that tamiz trains, run and
 * traced by Keras's TensorFlow, since tfjs-node has no way to trace one. Its version is a newer one.
 */
export async function profile(setup: Setup, signal: AbortSignal): Promise<string> {
  const tables: string[] = [];
  for (const { network, size, batch } of cases) {
    const graph = join(setup.scratch, "graphs", `${network}-${size}`);
    const training = { network, files: filesFor(setup, size), pictures: batch, batch, graph };
    await ask(contenderOf(setup, NATIVE), { ...training, ask: "graph" }, signal);
    const { operations = {} } = await ask(contenderOf(setup, KERAS), { ...training, ask: "trace" }, signal);
    tables.push(tableOf(`${network}, ${describeSize(size)}, batch ${batch}`, operations));
  }
  return tables.join("\n\n");
}

function tableOf(title: string, operations: { readonly [operation: string]: number }): string {
  const total = Object.values(operations).reduce((sum, milliseconds) => sum + milliseconds, 0);
  const rows = Object.entries(operations).map(
    ([name, milliseconds]) =>
      `| ${name} | ${milliseconds.toFixed(2)} | ${Math.round((milliseconds / total) * 100)} % |`,
  );
  return [`**${title}**`, "", "| operation | ms a step | share |", "|---|---:|---:|", ...rows].join("\n");
}
