import type { EngineChoice } from "../../lib/step/declare.js";
import type { Contender } from "./contender.js";
import { nodeContender, pythonContender } from "./contender.js";
import { nativeEngine } from "./native-engine.js";
import type { TrainOptions } from "./options.js";
import { installKeras, installTorch } from "./peers.js";
import { type SmallPictures, smallPictures } from "./picture-files.js";

/** What the scenarios need, once it is installed. */
export interface Setup {
  readonly scratch: string;
  readonly small: SmallPictures;
  readonly contenders: { readonly [name: string]: Contender };
}

export const NATIVE = "native";
export const WASM = "wasm";
export const EAGER = "eager fit";
export const STOCK = "stock wasm";
export const KERAS = "Keras";
export const XLA = "Keras, XLA";
export const TORCH = "PyTorch";

export async function prepare({ scratch, torch }: TrainOptions, threads: number): Promise<Setup> {
  const python = installKeras(scratch);
  const native = await nativeEngine(scratch, threads);
  const wasm: EngineChoice = { name: "wasm", threads: 1 };
  return {
    scratch,
    small: smallPictures(scratch),
    contenders: {
      [NATIVE]: nodeContender("ours", { engine: native }),
      [WASM]: nodeContender("ours", { engine: wasm }),
      [EAGER]: nodeContender("eager-fit", { engine: native }),
      [STOCK]: nodeContender("stock-wasm", {}),
      [KERAS]: pythonContender(python, "peer_keras", {}),
      [XLA]: pythonContender(python, "peer_keras", { xla: true }),
      ...(torch ? { [TORCH]: pythonContender(installTorch(scratch), "peer_torch", {}) } : {}),
    },
  };
}

export function contenderOf({ contenders }: Setup, name: string): Contender {
  const contender = contenders[name];
  if (contender === undefined) throw new RangeError(`${name} does not take part`);
  return contender;
}
