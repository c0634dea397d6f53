import type { Json } from "../digest.js";
import { PipelineError } from "../error.js";
import type { ArtifactType } from "./type.js";

/** A model in the TensorFlow.js layers format: what goes into `model.json`, and the bytes of `weights.bin`. */
export interface StoredModel {
  readonly modelTopology: Json;
  readonly weightSpecs: readonly Json[];
  readonly weights: Uint8Array;
  /** Class names, input size, normalisation: stored as `userDefinedMetadata`. */
  readonly metadata: { readonly [name: string]: Json };
}

export interface ModelReader {
  read(): Promise<StoredModel>;
}

export interface ModelWriter {
  write(model: StoredModel): Promise<void>;
}

/** A TensorFlow.js layers model: `model.json` and `weights.bin`, loadable by `tf.loadLayersModel`. */
export const model: ArtifactType<ModelReader, ModelWriter> = {
  kind: "model",
  schema: null,
  open: (manifest, objects) => ({
    async read() {
      const [description, weights] = await Promise.all(
        ["model.json", "weights.bin"].map((name) => {
          const part = manifest.parts.find((candidate) => candidate.name === name);
          if (part === undefined) {
            throw new PipelineError({
              code: "model-incomplete",
              message: `the model has no ${name}`,
              remedy: "Train it again.",
            });
          }
          return objects.read(part.digest);
        }),
      );
      const parsed = JSON.parse(new TextDecoder().decode(description));
      return {
        modelTopology: parsed.modelTopology,
        weightSpecs: parsed.weightsManifest[0].weights,
        weights: weights ?? new Uint8Array(),
        metadata: parsed.userDefinedMetadata,
      };
    },
  }),
  create(objects) {
    let written: StoredModel | undefined;
    return {
      writer: {
        async write(stored) {
          written = stored;
        },
      },
      async close() {
        if (written === undefined) return undefined;
        const description = {
          format: "layers-model",
          generatedBy: "tamiz",
          convertedBy: null,
          modelTopology: written.modelTopology,
          weightsManifest: [{ paths: ["weights.bin"], weights: written.weightSpecs }],
          userDefinedMetadata: written.metadata,
        };
        const files = [
          { name: "model.json", bytes: new TextEncoder().encode(JSON.stringify(description, null, 1)) },
          { name: "weights.bin", bytes: written.weights },
        ];
        const parts = [];
        for (const { name, bytes } of files) {
          parts.push({ name, digest: await objects.write(bytes), size: bytes.byteLength });
        }
        return { kind: "model", schema: null, parts };
      },
    };
  },
};
