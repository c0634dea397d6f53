// Both engines reach the same accuracy on Fashion-MNIST, as far as chance lets two trainings differ.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { hasNative } from "../learn/native-engine.js";
import { Rig, sharedData } from "../rig.js";

const photos = join(sharedData, "fashion-mnist");
const why = !existsSync(photos) ? "(skipped: no ../shared/data)" : hasNative ? "" : "(skipped: no native engine)";

test.skipIf(why !== "")(
  `native and WebAssembly agree on Fashion-MNIST ${why}`,
  async () => {
    const rig = new Rig("default");
    const results = [];
    for (const engine of ["native", "wasm"]) {
      const { code, stdout } = await rig.run(
        ...["run", "train", "--profile", "fashion-mnist", "--engine", engine],
        ...["--set", `ingest.in.photos.path=${photos}`, "--set", "params.epochs=3"],
        ...["--set", "ingest.with.limit=20000", "--set", "ingest.with.split=pooled"],
      );
      expect(code).toBe(0);
      const [, accuracy, pictures] = /test accuracy ([\d.]+) \(.*, (\d+) pictures\)/.exec(stdout) ?? [];
      results.push({ accuracy: Number(accuracy), pictures: Number(pictures) });
    }
    const [native, wasm] = results as [(typeof results)[0], (typeof results)[0]];
    console.log(`native ${native.accuracy}, wasm ${wasm.accuracy} on ${native.pictures} pictures`);
    const mean = (native.accuracy + wasm.accuracy) / 2;
    expect(mean).toBeGreaterThan(0.8);
    // 95 % of differences of two proportions with the same chance of success lie within this.
    expect(Math.abs(native.accuracy - wasm.accuracy)).toBeLessThan(
      1.96 * Math.sqrt((2 * mean * (1 - mean)) / native.pictures),
    );
  },
  900_000,
);
