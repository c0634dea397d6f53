// A training that is killed or stopped goes on from its checkpoint in a new process, with the same bytes.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { hasNative, skipped } from "../learn/native-engine.js";
import { Rig } from "../rig.js";
import { isNightly, nightly } from "../seed.js";

const EPOCHS = isNightly ? 4 : 3;
/** The epochs in each of which it is killed once. */
const KILLED = isNightly ? [1, 2, 3, 4] : [3];
/** Small pictures with dropout, momentum and batch normalisation: everything that a checkpoint has to hold. */
const SETTINGS = [
  ...["ingest.with.limit=100", "train.with.network=resnet-8", "train.with.optimizer=sgd", "train.with.batch=16"],
  ...[`params.epochs=${EPOCHS}`, "train.with.learning_rate=0.02", "train.with.schedule=cosine"],
].flatMap((setting) => ["--set", setting]);

const command = (engine: string) => ["run", "train", "--json", "--engine", engine, ...SETTINGS];

function checkpoints(rig: Rig): string[] {
  return rig.exists("artifacts/checkpoints") ? readdirSync(rig.path("artifacts/checkpoints")) : [];
}

/** `{"task":"train","key":…}` of the training's outputs, from the lock file. */
function lockOf(rig: Rig): string {
  const text = rig.read("pipeline.lock");
  return text.slice(text.indexOf('"train"'));
}

function resumedFrom(stdout: string): number | undefined {
  const found = /goes on from a checkpoint after (\d+) of/.exec(stdout)?.[1];
  return found === undefined ? undefined : Number(found);
}

for (const engine of ["wasm", "native"] as const) {
  const suite = engine === "native" ? describe.skipIf(!hasNative || !isNightly) : describe;
  suite(`on the ${engine} engine ${engine === "native" ? skipped : ""}`, () => {
    test(`killed in epoch ${KILLED.join(", ")}, it ends with the bytes of a training left alone`, async () => {
      const alone = new Rig("default");
      expect((await alone.run(...command(engine))).code).toBe(0);
      const rig = new Rig("default");
      for (const [index, epoch] of KILLED.entries()) {
        const started = rig.start(command(engine));
        await started.until(`epoch ${epoch} of ${EPOCHS}`);
        started.killTree();
        const { code, stdout } = await started.ended;
        expect(code).toBeNull();
        expect(resumedFrom(stdout)).toBe(index === 0 || epoch <= 2 ? undefined : epoch - 2);
      }
      const { code, stdout } = await rig.run(...command(engine));
      expect(code).toBe(0);
      expect(resumedFrom(stdout)).toBe(EPOCHS - 1);
      expect(lockOf(rig)).toBe(lockOf(alone));
      expect(checkpoints(rig)).toEqual([]);
    });

    nightly("stopped by Ctrl-C amid an epoch, it goes on from there", async () => {
      const rig = new Rig("default");
      const started = rig.start(command(engine));
      await started.until(`epoch 2 of ${EPOCHS}`);
      started.process.kill("SIGINT");
      expect((await started.ended).code).toBe(130);
      const [checkpoint] = checkpoints(rig);
      const { stdout } = await rig.run(...command(engine));
      expect(resumedFrom(stdout)).toBe(1);
      expect(checkpoint).toMatch(/^[0-9a-f]{64}$/);
      expect(checkpoints(rig)).toEqual([]);
    });
  });
}

nightly("a damaged checkpoint counts for nothing, and --force sets one aside", async () => {
  const rig = new Rig("default");
  const stop = async () => {
    const started = rig.start(command("wasm"));
    await started.until(`epoch 2 of ${EPOCHS}`);
    started.killTree();
    await started.ended;
    return rig.path("artifacts/checkpoints", checkpoints(rig)[0] ?? "");
  };
  const path = await stop();
  const bytes = readFileSync(path);
  bytes[bytes.length - 1]! ^= 1;
  writeFileSync(path, bytes);
  await stop();
  const { stdout, code } = await rig.run(...command("wasm"), "--force");
  expect(resumedFrom(stdout)).toBeUndefined();
  expect(code).toBe(0);
});
