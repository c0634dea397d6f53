import { cpSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../../lib/step/package-root.js";
import { openStore } from "../../lib/store/store.js";
import { runCommand } from "../command.js";
import type { Options } from "../options.js";
import { type Project, writeProject } from "../project.js";
import type { Scenario } from "../scenario.js";
import { runOurs } from "./ours.js";

const STORE = "tamiz's store";
const COPY = "cp and sha256sum";
const STEP = "the whole step, its process and Arrow files too";

/** A part of pixels of 240×135×3 has this many bytes on average. */
const PART_BYTES = 256 * 240 * 135 * 3;

/** Seconds to write bytes into the store as parts of pixels, against a copy of the same bytes and its digests. */
export function storeScenario({ scratch, quick }: Options): Scenario {
  const parts = quick ? 2 : 20;
  const folder = join(scratch, "store");
  return {
    name: "store",
    title: `${Math.round((parts * PART_BYTES) / 1e6)} MB in ${parts} parts`,
    unit: "s",
    rounds: 5,
    turns: [
      {
        contender: STORE,
        async measure(_, signal) {
          await empty(join(folder, "objects"), signal);
          return { value: await timeStore(join(folder, "objects"), parts) };
        },
      },
      {
        contender: COPY,
        async measure(_, signal) {
          const files = join(folder, "files");
          writeParts(files, parts);
          await empty(join(folder, "copy"), signal);
          const script = 'cp "$1"/* "$2" && sha256sum "$1"/*';
          const args = ["-c", script, "sh", files, join(folder, "copy")];
          return { value: (await runCommand("sh", args, { folder, signal })).seconds };
        },
      },
      {
        contender: STEP,
        async measure(_, signal) {
          const project = writeStep(scratch, parts);
          await empty(join(project.folder, "artifacts"), signal);
          const { events } = await runOurs(project, signal, { expected: ["write"] });
          const took = events.find((event) => event.type === "task-done")?.took ?? Number.NaN;
          return { value: took / 1000 };
        },
      },
    ],
    floors: [{ contender: STORE, against: [COPY], bound: 1.5, at: "most" }],
  };
}

/** Nothing is left to be written to the disk of what was written before. */
async function empty(folder: string, signal: AbortSignal): Promise<void> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  await runCommand("sync", [], { folder, signal });
}

/** As in a run, nothing is synced: what a run has made is digested again by the next one, and synced then. */
async function timeStore(folder: string, parts: number): Promise<number> {
  const store = openStore(folder);
  let milliseconds = 0;
  for (let index = 0; index < parts; index++) {
    const bytes = partOf(index);
    const began = performance.now();
    await store.objects.write(bytes);
    milliseconds += performance.now() - began;
  }
  return milliseconds / 1000;
}

function writeParts(folder: string, parts: number): void {
  mkdirSync(folder, { recursive: true });
  for (let index = 0; index < parts; index++) writeFileSync(join(folder, `${index}.arrow`), partOf(index));
}

function partOf(index: number): Uint8Array {
  return new Uint8Array(PART_BYTES).fill(index);
}

function writeStep(scratch: string, parts: number): Project {
  const pictures = parts * 256;
  const text = `name: store
steps:
  write:
    uses: ./steps/write-pixels.ts
    with: { pictures: ${pictures} }
`;
  const project = writeProject(scratch, "store", text);
  cpSync(join(packageRoot, "bench/cache/steps"), join(project.folder, "steps"), { recursive: true });
  return project;
}
