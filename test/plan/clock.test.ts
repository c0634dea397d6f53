// Files are rewritten, in the same size, on a file system whose clock ticks once a second, or once in two.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { digestBytes } from "../../lib/digest.js";
import { random } from "../../lib/learn/random.js";
import { walkSource } from "../../lib/plan/source.js";
import { type Stat, Watcher } from "../../lib/store/watcher.js";
import { memoryFolder } from "../rig.js";
import { isNightly, seed } from "../seed.js";
import { filesIn } from "./in-process.js";

const ROUNDS = isNightly ? 20_000 : 2000;
/** Half of the pauses are well within a tick. */
const LONGEST_PAUSES_MS = [300, 3000] as const;

test.each([1000, 2000])("nothing rewritten within a tick of %i ms is missed", async (tick) => {
  const folder = mkdtempSync(join(memoryFolder, "tamiz-clock-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "picture");
  const source = random("clock", seed, tick);
  let now = 1_000_000;
  let written = 0;
  let content = "";
  // The file's inode and size never change: only the ticking clock can tell.
  const stat: Stat = () => ({ size: 1, mtimeMs: written, ctimeMs: written, ino: 1 });
  let known = "";
  let remembered: { fingerprint: string; at: number; content: string } | undefined;
  let reused = 0;
  for (let round = 0; round < ROUNDS; round++) {
    now += source.below(LONGEST_PAUSES_MS[source.below(2)]!);
    if (source.below(2) === 0 || content === "") {
      content = String(source.below(10));
      writeFileSync(file, content);
      written = Math.floor(now / tick) * tick;
      continue;
    }
    const watcher = new Watcher(() => now, stat);
    const input = { kind: "source", path: file, text: file, download: [] } as const;
    const walked = await walkSource(input, file, { text: known, digest: digestBytes(known) }, () => undefined, watcher);
    expect(filesIn(walked.table)).toEqual([{ id: "picture", digest: digestBytes(content) }]);
    known = walked.learned ?? known;
    if (remembered !== undefined && watcher.unchanged({ [file]: remembered.fingerprint }, remembered.at)) {
      expect(remembered.content).toBe(content);
      reused++;
    }
    remembered = { fingerprint: watcher.fingerprint(file), at: now, content };
  }
  expect(reused).toBeGreaterThan(0);
});
