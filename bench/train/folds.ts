import { writeProject } from "../project.js";
import type { Scenario } from "../scenario.js";
import { ask } from "./contender.js";
import type { TrainOptions } from "./options.js";
import { runNative } from "./run-native.js";
import { contenderOf, KERAS, NATIVE, type Setup } from "./setup.js";

const FOLDS = 5;
const BATCH = 32;

/**
 * Seconds for a cross-validation, starts included: by `pipeline run folds`, a process on one thread for each fold and as
 * many at once as there are cores; and by Keras, a process for each fold in turn, each on all cores.
 */
export function foldsScenario({ quick }: TrainOptions): Scenario<Setup> {
  const pictures = quick ? 2000 : 10_000;
  const epochs = quick ? 2 : 5;
  return {
    name: "folds",
    title: `article-cnn, 28×28×1, batch ${BATCH}: ${FOLDS} folds of ${pictures} pictures, ${epochs} epochs, starts included`,
    unit: "s",
    turns: [
      {
        contender: NATIVE,
        async measure(setup, signal) {
          const project = writeProject(setup.scratch, "folds", pipelineOf(setup, pictures, epochs));
          await runNative(project, ["resize", "split"], signal);
          return { value: await runNative(project, ["folds", "--force"], signal) };
        },
      },
      {
        contender: KERAS,
        async measure(setup, signal) {
          const { files } = setup.small;
          const training = { network: "article-cnn", files, pictures, batch: BATCH } as const;
          let milliseconds = 0;
          for (let fold = 0; fold < FOLDS; fold++) {
            const question = { ...training, ask: "fold", epochs, held: pictures / FOLDS } as const;
            milliseconds += (await ask(contenderOf(setup, KERAS), question, signal)).wallMs;
          }
          return { value: milliseconds / 1000 };
        },
      },
    ],
    floors: [{ contender: NATIVE, against: [KERAS], bound: 0.6, at: "most" }],
  };
}

/** All pictures are dealt into folds; each fold trains on all others and keeps its last weights, as Keras does. */
function pipelineOf({ small }: Setup, pictures: number, epochs: number): string {
  return `name: folds
steps:
  ingest:
    uses: tamiz/steps/ingest
    in: { photos: ${JSON.stringify(small.idx)} }
    with: { split: pooled, limit: ${pictures} }
  resize:
    uses: tamiz/steps/resize
    in: { images: ingest.images }
    with: { width: 28, height: 28, color: gray }
  split:
    uses: tamiz/steps/split
    in: { images: ingest.images }
    with: { test: 0, folds: ${FOLDS} }
  folds:
    uses: tamiz/steps/train
    in: { images: resize.images, split: split.table }
    matrix: { fold: "\${{ range(1, ${FOLDS}) }}" }
    with: { fold: "\${{ matrix.fold }}", epochs: ${epochs}, batch: ${BATCH}, validation: 0, restore_best: false }
    resources: { cpu: 1 }
`;
}
