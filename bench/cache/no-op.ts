import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../../lib/step/package-root.js";
import { runCommand } from "../command.js";
import type { Options } from "../options.js";
import { type Project, writeProject } from "../project.js";
import type { Measured, Scenario, Turn } from "../scenario.js";
import { changeMtime } from "./chain.js";
import { DVC } from "./dvc.js";
import { once } from "./once.js";
import { OURS, OURS_BYTE, OURS_MTIME, runOurs, settle, timeNoOp } from "./ours.js";
import { openChain, type Peer, runChain } from "./peer.js";
import { SNAKEMAKE } from "./snakemake.js";
import { TURBOREPO } from "./turborepo.js";
import { WIREIT } from "./wireit.js";

const NODE = "node -e 0";
const STEP = "steps/features.ts";

/** Seconds of a whole process where nothing has changed: the default pipeline against an equal chain of stages. */
export function noOpScenario({ scratch }: Options): Scenario {
  return {
    name: "no-op",
    title: "the default pipeline, nothing to do",
    unit: "s",
    turns: [
      ...ourTurns(scratch),
      { contender: NODE, measure: (_, signal) => timeNode(scratch, signal) },
      ...[DVC, SNAKEMAKE, WIREIT, TURBOREPO].map((peer) => peerTurn(peer, scratch)),
    ],
    floors: [
      { contender: OURS, against: [NODE], bound: 2, at: "most" },
      { contender: DVC.name, against: [OURS], bound: 4, at: "least" },
    ],
  };
}

function ourTurns(scratch: string): readonly Turn[] {
  const project = once(async () => writeDefaultProject(scratch));
  return [
    {
      contender: OURS,
      async measure(_, signal) {
        const ours = await project();
        await settle(ours, signal);
        return { value: await timeNoOp(ours, signal) };
      },
    },
    {
      contender: OURS_MTIME,
      async measure(_, signal) {
        const ours = await project();
        changeMtime(join(ours.folder, STEP));
        return { value: (await runOurs(ours, signal, { expected: [] })).seconds };
      },
    },
    {
      contender: OURS_BYTE,
      async measure(_, signal) {
        const ours = await project();
        const path = join(ours.folder, STEP);
        const before = readFileSync(path, "utf8");
        // A description that was never there: `features` has to run, and what depends on it has not.
        writeFileSync(path, before.replace('about: "', `about: "${Date.now()} `));
        const { seconds } = await runOurs(ours, signal, { expected: ["features"] });
        writeFileSync(path, before);
        await runOurs(ours, signal, { expected: [] });
        return { value: seconds };
      },
    },
  ];
}

/** This repository's own pipeline on its generated pictures; one epoch in place of thirty. */
function writeDefaultProject(scratch: string): Project {
  const text = readFileSync(join(packageRoot, "pipeline.yaml"), "utf8");
  const project = writeProject(scratch, "default", text.replace(/epochs: \d+/, "epochs: 1"));
  cpSync(join(packageRoot, "steps"), join(project.folder, "steps"), { recursive: true });
  return project;
}

async function timeNode(folder: string, signal: AbortSignal): Promise<Measured> {
  const { seconds } = await runCommand(process.execPath, ["-e", "0"], { folder, signal });
  return { value: seconds };
}

function peerTurn(peer: Peer, scratch: string): Turn {
  const chain = once((signal: AbortSignal) => openChain(peer, scratch, signal));
  return {
    contender: peer.name,
    measure: async (_, signal) => ({ value: await runChain(await chain(signal), [], signal) }),
  };
}
