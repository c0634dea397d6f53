// A program of its own: loads one engine and says what it is. What breaks in native code breaks this process alone.
import { createRequire } from "node:module";
import { PipelineError } from "../../error.js";
import type { EngineChoice } from "../../step/declare.js";
import { answerApart } from "./apart.js";
import { openEngine } from "./engine.js";

/** What an engine says of itself once it has computed something. */
export interface Trial {
  readonly tfjs: string;
  /** TensorFlow's version, of a native engine. */
  readonly tensorflow?: string;
  /** The CommonJS files that were loaded for it. */
  readonly loaded: readonly string[];
}

answerApart<EngineChoice, Trial>(async (choice) => {
  const { tf, tensorflow } = await openEngine(choice);
  const product = tf.matMul([[1, 2]], [[3], [4]]).dataSync()[0];
  if (product !== 11) {
    throw new PipelineError({
      code: "engine-unavailable",
      message: `it computes wrongly: 1·3 + 2·4 is ${product}`,
      remedy: "Train with another engine.",
    });
  }
  return {
    tfjs: tf.version_core,
    loaded: Object.keys(createRequire(import.meta.url).cache),
    ...(tensorflow === undefined ? {} : { tensorflow: tensorflow.binding.TF_Version }),
  };
});
