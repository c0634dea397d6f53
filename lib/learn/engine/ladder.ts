import { existsSync } from "node:fs";
import type { Json } from "../../digest.js";
import { PipelineError } from "../../error.js";
import type { EngineName, EngineReport } from "../../step/declare.js";
import { cpuLevel } from "./cpu-level.js";
import { type Footing, NOT_INSTALLED, stepOn } from "./footing.js";
import { GPU_DEVICE, gpuModels } from "./gpu.js";
import { TFJS_VERSION } from "./home.js";
import { type Rung, rungs } from "./rungs.js";

/**
 * How many times as many pictures a second the native engine trains as the WebAssembly one: `article-cnn`, 28×28×1,
 * batch 32, two cores. A cautious figure: `pipeline engine bench` gave 2.7 to 7.2 on cores that were busy with other work.
 */
export const NATIVE_OVER_WASM = 3;

export type Holding = Extract<Footing, { readonly holds: true }>;
export type Refused = Extract<Footing, { readonly holds: false }>;

/**
 * The fastest engine that a project can have here: native on a GPU, native, or WebAssembly; with a forced name the
 * fastest of that name. Rejects with a `PipelineError` that says why where there is none.
 */
export async function climb(
  project: string,
  forced?: EngineName,
  ladder: readonly Rung[] = rungs(project),
): Promise<EngineReport> {
  const refused: Refused[] = [];
  const files = new Set<string>(WATCHED);
  for (const rung of ladder) {
    if (forced !== undefined && rung.engine !== forced) continue;
    const footing = await stepOn(rung);
    for (const file of footing.files) files.add(file);
    if (footing.holds) return report(footing, { refused, files, forced });
    refused.push(footing);
  }
  throw unavailable(forced ?? "native", refused);
}

/** Beyond an engine's own files: the system's libraries, which an engine may miss, and a GPU that comes or goes. */
const WATCHED = ["/etc/ld.so.cache", GPU_DEVICE] as const;

interface Way {
  readonly refused: readonly Refused[];
  readonly files: ReadonlySet<string>;
  readonly forced: EngineName | undefined;
}

function report(holding: Holding, { refused, files, forced }: Way): EngineReport {
  const { rung } = holding;
  const why = `${describe(holding)}${forced === undefined ? circumstances(holding, refused) : ", as asked for"}`;
  const folder = rung.engine === "native" ? { folder: rung.folder } : {};
  return { name: rung.engine, ...folder, why, identity: identify(holding), files: [...files] };
}

/** "native (TensorFlow 2.15.1)" */
export function describe({ rung, trial }: Holding): string {
  if (rung.engine === "wasm") return rung.title;
  const device = rung.title === "native on a GPU" ? ` on ${gpuModels()}` : "";
  return `native${device} (TensorFlow ${trial.tensorflow})`;
}

/** What of an engine can change the bits. WebAssembly's arithmetic is the same on every CPU. */
function identify({ rung, trial }: Holding): { readonly [name: string]: Json } {
  if (rung.engine === "wasm") return { engine: "wasm", tfjs: trial.tfjs, simd: true };
  const device = rung.title === "native on a GPU" ? { device: gpuModels() } : {};
  return { engine: "native", tfjs: trial.tfjs, tensorflow: trial.tensorflow ?? "", ...device, cpu: cpuLevel() };
}

/** Why it is not a faster one, how much faster that would be, and how to have it. */
function circumstances({ rung }: Holding, refused: readonly Refused[]): string {
  const faster = refused.filter((one) => one.rung.title !== rung.title);
  const broken = faster.find((one) => one.reason !== NOT_INSTALLED);
  const cause = broken === undefined ? "" : `, since ${broken.rung.package} can't be used: ${broken.reason}`;
  if (rung.engine === "wasm") {
    const since = cause || ", since no native engine is installed";
    return `${since}; native trains about ${NATIVE_OVER_WASM} × as fast: ${installCommand()}`;
  }
  const isIdle = rung.title === "native" && cause === "" && existsSync(GPU_DEVICE);
  return isIdle ? `; the GPU here is not used: npm install @tensorflow/tfjs-node-gpu@${TFJS_VERSION}` : cause;
}

/** The command that gets the native engine on this platform. */
export function installCommand(): string {
  const canBuild = process.platform === "linux" && process.arch === "x64";
  return canBuild ? "pipeline engine install" : `npm install @tensorflow/tfjs-node@${TFJS_VERSION}`;
}

function unavailable(engine: EngineName, refused: readonly Refused[]): PipelineError {
  const broken = refused.filter(({ reason }) => reason !== NOT_INSTALLED);
  const title = engine === "native" ? "native" : "WebAssembly";
  const [first] = broken;
  return new PipelineError({
    code: "engine-unavailable",
    message:
      first === undefined
        ? `the ${title} engine is not installed`
        : `the ${title} engine can't be used: ${broken.map(({ reason }) => reason).join("; ")}`,
    where: first?.rung.folder,
    remedy:
      engine === "native"
        ? `\`${installCommand()}\` installs it; without --engine the fastest that is there is taken.`
        : "Reinstall tamiz's dependencies (npm ci).",
  });
}
