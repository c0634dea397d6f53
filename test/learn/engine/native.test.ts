import { describe, expect, test } from "vitest";
import { openEngine } from "../../../lib/learn/engine/engine.js";
import { buildNetwork } from "../../../lib/learn/network.js";
import { predict } from "../../../lib/learn/predict.js";
import { restoreModel, saveModel } from "../../../lib/learn/save.js";
import { openPredictor } from "../../../lib/learn/training/open.js";
import { hasNative, skipped } from "../native-engine.js";
import { engineContract, labels, network, pictures, trained } from "./contract.js";

describe.skipIf(!hasNative)(`the native engine ${skipped}`, () => {
  test("predicts as the wasm engine does, from the same weights", async () => {
    const all = Int32Array.from(labels.keys());
    const wasm = await openEngine({ name: "wasm", threads: 1 });
    const initial = await saveModel(buildNetwork(wasm, network), {});
    const { model, stored } = await trained(wasm);
    const ofWasm = await predict(openPredictor(wasm, model), pictures, all);
    wasm.tf.disposeVariables();
    const native = await openEngine({ name: "native", threads: 1 });
    expect(await saveModel(buildNetwork(native, network), {})).toEqual(initial);
    const ofNative = await predict(openPredictor(native, await restoreModel(native, stored)), pictures, all);
    const worst = ofWasm.probabilities.reduce(
      (most, value, at) => Math.max(most, Math.abs(value - ofNative.probabilities[at]!)),
      0,
    );
    expect(worst).toBeLessThan(1e-5);
    native.tf.disposeVariables();
  });

  engineContract("native");
});
