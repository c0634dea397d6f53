// A contender: TensorFlow.js's own WebAssembly backend, with the one gradient that it lacks.
import type { Engine, Tf } from "../../lib/learn/engine/engine.js";
import { moduleExports } from "../../lib/learn/engine/native.js";
import { answerQuestion } from "./answer.js";
import { measureFit } from "./layers-fit.js";
import { registerStockGradients } from "./stock-wasm-gradients.js";

answerQuestion(async (question) => measureFit(await openStock(), question));

async function openStock(): Promise<Engine> {
  const core = moduleExports(await import("@tensorflow/tfjs-core"));
  const layers = moduleExports(await import("@tensorflow/tfjs-layers"));
  await import("@tensorflow/tfjs-backend-wasm");
  const tf = { ...(core as object), ...(layers as object) } as Tf;
  await tf.setBackend("wasm");
  registerStockGradients(tf);
  return { name: "wasm", version: tf.version_core, tf };
}
