import { rowsAtOnce } from "../../lib/learn/pictures.js";
import { median } from "../median.js";
import type { Scenario } from "../scenario.js";
import { ask } from "./contender.js";
import type { TrainOptions } from "./options.js";
import { contenderOf, KERAS, NATIVE, type Setup, TORCH, WASM, XLA } from "./setup.js";
import { describeSize, filesFor, type PictureSize, shapes } from "./shapes.js";

/** Pictures a second in prediction, in batches as large as tamiz makes them; Keras also tries its default of 32. */
export function predictScenario(
  { quick, torch }: TrainOptions,
  { name, pictures: size, count }: { readonly name: string; readonly pictures: PictureSize; readonly count: number },
): Scenario<Setup> {
  const pictures = quick ? Math.ceil(count / 8) : count;
  const batch = rowsAtOnce(shapes[size]);
  return {
    name,
    title: `article-cnn, ${describeSize(size)}, batch ${batch}: prediction`,
    unit: "pictures/s",
    turns: [NATIVE, WASM, KERAS, XLA, ...(torch ? [TORCH] : [])].map((contender) => ({
      contender,
      async measure(setup, signal) {
        const files = filesFor(setup, size);
        const seconds = quick ? 1 : 5;
        const question = { ask: "predict", network: "article-cnn", files, pictures, batch, seconds } as const;
        const { rates = [], flops, peakBytes } = await ask(contenderOf(setup, contender), question, signal);
        return { value: median(rates), flops, peakBytes };
      },
    })),
    floors: [{ contender: NATIVE, against: [KERAS, XLA], bound: 1, at: "least" }],
  };
}
