import { randomUUID } from "node:crypto";
import type { TensorFlow } from "../engine/engine.js";
import { explainEngineError } from "../engine/engine-error.js";
import type { Node, Output, Shape } from "./graph.js";
import { encodeSavedModel, type Messages, SERVE } from "./saved-model.js";

/** Values for one placeholder of a run. */
export interface Feed {
  readonly placeholder: string;
  readonly shape: Shape;
  /** Left alone by the session, and not kept. */
  readonly values: Float32Array | Int32Array | Uint8Array;
}

/** A graph in a TensorFlow session, with variables of its own. Runs block the process until they are done. */
export class GraphSession {
  readonly #tensorflow: TensorFlow;
  readonly #id: number;

  /** Fails with TensorFlow's message where the graph is wrong. */
  constructor(tensorflow: TensorFlow, nodes: readonly Node[]) {
    const { binding, messages } = tensorflow;
    // TensorFlow's own file system in memory: nothing is left behind, however the process ends.
    const folder = `ram://tamiz/${randomUUID()}`;
    const file = `${folder}/saved_model.pb`;
    writeFile(tensorflow, file, encodeSavedModel(nodes, messages as Messages));
    this.#tensorflow = tensorflow;
    this.#id = binding.loadSavedModel(folder, SERVE);
    writeFile(tensorflow, file, new Uint8Array());
  }

  /** Computes outputs, each as a copy in row-major order. Fails with a `PipelineError` where memory runs out. */
  run(feeds: readonly Feed[], fetches: readonly Output[]): readonly (Float32Array | Int32Array | Uint8Array)[] {
    if (fetches.length === 0) return [];
    const { binding } = this.#tensorflow;
    const fed = feeds.map(({ shape, values }) => binding.createTensor(shape, dataType(binding, values), values));
    try {
      const names = feeds.map(({ placeholder }) => `${placeholder}:0`).join(",");
      const fetched = binding.runSavedModel(this.#id, fed, names, fetches.join(","));
      return fetched.map(({ id }) => {
        const values = binding.tensorDataSync(id);
        binding.deleteTensor(id);
        return values;
      });
    } catch (error) {
      throw explainEngineError(error);
    } finally {
      for (const id of fed) binding.deleteTensor(id);
    }
  }

  close(): void {
    this.#tensorflow.binding.deleteSavedModel(this.#id);
  }
}

function dataType(binding: TensorFlow["binding"], values: Feed["values"]): number {
  if (values instanceof Float32Array) return binding.TF_FLOAT;
  return values instanceof Int32Array ? binding.TF_INT32 : binding.TF_UINT8;
}

function writeFile({ binding }: TensorFlow, path: string, content: Uint8Array): void {
  const texts = [new TextEncoder().encode(path), content];
  const inputs = texts.map((text) => binding.createTensor([], binding.TF_STRING, [text]));
  binding.executeOp("WriteFile", [], inputs, 0);
  for (const id of inputs) binding.deleteTensor(id);
}
