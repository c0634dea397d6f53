import type { NetworkName, PictureShape } from "../../lib/learn/network.js";
import type { EngineChoice } from "../../lib/step/declare.js";

/** Pictures in files of raw bytes, one picture after another, and a byte for the class of each. */
export interface PictureFiles {
  readonly shape: PictureShape;
  readonly pixels: string;
  readonly labels: string;
}

/** What the contenders' processes agree on. */
interface Training {
  readonly network: NetworkName;
  readonly files: PictureFiles;
  /** How many of the files' pictures are used. */
  readonly pictures: number;
  readonly batch: number;
}

/** What a contender is asked, as the one argument of its process. */
export type Question =
  /** Train in epochs: `warmUp` that don't count, then at least `epochs`, until they took `seconds` together. */
  | (Training & { readonly ask: "train"; readonly warmUp: number; readonly epochs: number; readonly seconds: number })
  /** Predict the pictures again and again; one pass does not count, then at least two, until they took `seconds`. */
  | (Training & { readonly ask: "predict"; readonly seconds: number })
  /** Keras alone: train once from weights of a seed, and leave these and the pictures' order in a folder. */
  | (Training & { readonly ask: "seed"; readonly seed: number; readonly exchange: string })
  /** The other side: train one epoch from the weights, and in the order, of that folder. */
  | (Training & { readonly ask: "loss"; readonly exchange: string })
  /** Keras alone: one fold of a cross-validation, where the last `held` pictures are predicted, not trained on. */
  | (Training & { readonly ask: "fold"; readonly epochs: number; readonly held: number })
  /** Multiply two square matrices of that size. */
  | { readonly ask: "limit"; readonly size: number }
  /** Keras's TensorFlow: run a training step's graph from a folder, and say which operations take the time. */
  | (Training & { readonly ask: "trace"; readonly graph: string })
  /** Ours: leave the graph for that in the folder. */
  | (Training & { readonly ask: "graph"; readonly graph: string });

/** How a contender's process is to run. */
export interface Setting {
  /** Ours and eager `fit`. */
  readonly engine?: EngineChoice;
  /** Keras: `jit_compile=True` in place of its default. */
  readonly xla?: boolean;
}

export interface Answer {
  /** Pictures a second in each epoch, or pass, that counts. */
  readonly rates?: readonly number[];
  /** Milliseconds since 1970 when the first training step was done. */
  readonly firstStepAt?: number;
  /** Mean loss of the first epoch. */
  readonly loss?: number;
  readonly gflops?: number;
  /** Floating-point operations of one training step, or prediction, a picture. */
  readonly flops?: number;
  /** Milliseconds a training step spends in each kind of operation. */
  readonly operations?: { readonly [operation: string]: number };
  /** The most memory that the process had resident. */
  readonly peakBytes: number;
}
