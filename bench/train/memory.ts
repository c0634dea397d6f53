import { writeProject } from "../project.js";
import type { Scenario } from "../scenario.js";
import type { TrainOptions } from "./options.js";
import { watchPeak } from "./peak-memory.js";
import { runNative } from "./run-native.js";
import { NATIVE, type Setup } from "./setup.js";
import { describeSize, type PictureSize, shapes } from "./shapes.js";

const MIB = 2 ** 20;

/** The most memory that a process of `pipeline run train` has resident, over an epoch on the pictures of an artifact. */
export function memoryScenarios({ quick }: TrainOptions): readonly Scenario<Setup>[] {
  if (process.platform !== "linux") return [];
  const cases = [
    { name: "memory-28", size: "small", pictures: quick ? 2000 : 60_000, bound: 1024 },
    { name: "memory-240", size: "large", pictures: quick ? 100 : 2000, bound: 2560 },
  ] as const;
  return cases.map(({ name, size, pictures, bound }) => ({
    name,
    title: `article-cnn, ${describeSize(size)}, batch 32: peak memory of training on ${pictures} pictures`,
    unit: "MiB",
    rounds: 1,
    turns: [
      {
        contender: NATIVE,
        async measure(setup, signal) {
          const project = writeProject(setup.scratch, name, pipelineOf(setup, size, pictures));
          await runNative(project, ["resize", "split"], signal);
          let peak = (): number => Number.NaN;
          await runNative(project, ["train", "--force"], signal, (pid) => {
            peak = watchPeak(pid);
          });
          return { value: peak() / MIB };
        },
      },
    ],
    floors: [{ contender: NATIVE, bound, at: "absolute" }],
  }));
}

function pipelineOf({ small }: Setup, size: PictureSize, pictures: number): string {
  const { width, height, channels } = shapes[size];
  // The test part comes on top.
  const limit = Math.round((pictures * 7) / 6);
  return `name: memory
steps:
  ingest:
    uses: tamiz/steps/ingest
    in: { photos: ${JSON.stringify(small.idx)} }
    with: { split: pooled, limit: ${limit} }
  resize:
    uses: tamiz/steps/resize
    in: { images: ingest.images }
    with: { width: ${width}, height: ${height}, color: ${channels === 1 ? "gray" : "rgb"} }
  split:
    uses: tamiz/steps/split
    in: { images: ingest.images }
    with: { test: ${1 - pictures / limit} }
  train:
    uses: tamiz/steps/train
    in: { images: resize.images, split: split.table }
    with: { epochs: 1 }
    resources: { cpu: 2 }
`;
}
