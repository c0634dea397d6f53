// Training on the WebAssembly engine against the stock backend: medians of processes that take turns.
//   node scripts/bench.mjs bench/train/wasm-kernels.ts [network] [runs]
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { type NetworkName, networkNames } from "../../lib/learn/network.js";
import { type StepRateSettings, stepRate } from "./step-rate.js";
import { openWasmEngine, type WasmEngine, wasmEngines } from "./wasm-engines.js";

const small = { height: 28, width: 28, channels: 1 };
const large = { height: 135, width: 240, channels: 3 };
const cases = [
  { shape: small, batch: 32, warmUp: 10, milliseconds: 3000 },
  { shape: small, batch: 128, warmUp: 4, milliseconds: 3000 },
  { shape: large, batch: 32, warmUp: 1, milliseconds: 3000 },
];

interface Turn {
  readonly engine: WasmEngine;
  readonly settings: StepRateSettings;
}

const [first = "article-cnn", second = "5"] = process.argv.slice(2);
if (first.startsWith("{")) await measure(JSON.parse(first) as Turn);
else compare(first, Number(second));

async function measure({ engine, settings }: Turn): Promise<void> {
  console.log(await stepRate(await openWasmEngine(engine), settings));
}

function compare(name: string, runs: number): void {
  const network = networkNames.find((known) => known === name);
  if (network === undefined || !(runs > 0)) throw new RangeError(`[${networkNames.join(" | ")}] [runs]`);
  console.log(`${network}, pictures a second, medians of ${runs} on Node ${process.version}`);
  for (const each of cases) console.log(compareOne({ ...each, network }, runs));
}

function compareOne(settings: StepRateSettings & { readonly network: NetworkName }, runs: number): string {
  const rates: Record<WasmEngine, number[]> = { tamiz: [], stock: [] };
  for (let run = 0; run < runs; run++) {
    for (const engine of wasmEngines) rates[engine].push(turn({ engine, settings }));
  }
  const [tamiz, stock] = [median(rates.tamiz), median(rates.stock)];
  const { shape, batch } = settings;
  const what = `${shape.width}×${shape.height}×${shape.channels}, batch ${batch}`;
  return `${what}: ${tamiz.toFixed(1)} against ${stock.toFixed(1)}, ${(tamiz / stock).toFixed(2)} times`;
}

function turn(question: Turn): number {
  const { status, stdout } = spawnSync(process.execPath, [fileURLToPath(import.meta.url), JSON.stringify(question)], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  });
  if (status !== 0) throw new Error(`${question.engine} ended with ${status}`);
  return Number(stdout);
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
