import { join } from "node:path";
import type { Options } from "../options.js";
import type { Scenario, Turn } from "../scenario.js";
import { changeMtime, noteOf, writeStages } from "./chain.js";
import { DVC, declareDvc } from "./dvc.js";
import { once } from "./once.js";
import { OURS, OURS_BYTE, OURS_MTIME, runOurs, settle, timeNoOp } from "./ours.js";
import { type Chain, runChain } from "./peer.js";
import { writePhotoProject } from "./photo-project.js";
import { changeComment, type PhotoSet, photoName, writePhotos } from "./photos.js";

const DVC_MTIME = "DVC, one mtime changed";

export function smallPhotos(count: number): PhotoSet {
  return { count, width: 32, height: 32, originals: 200 };
}

/** Seconds of a whole process where nothing has changed, with many files: against one stage that depends on their folder. */
export function noOpPicturesScenario({ scratch, quick }: Options): Scenario {
  const photos = smallPhotos(quick ? 500 : 10_000);
  return {
    name: "no-op-10k",
    title: `${photos.count.toLocaleString("en")} small pictures, nothing to do`,
    unit: "s",
    turns: [...ourTurns(scratch, photos), ...dvcTurns(scratch, photos)],
    floors: [{ contender: DVC.name, against: [OURS], bound: 5, at: "least" }],
  };
}

function ourTurns(scratch: string, photos: PhotoSet): readonly Turn[] {
  const project = once(() => writePhotoProject(scratch, `pictures-${photos.count}`, photos, ["resize"]));
  return [
    {
      contender: OURS,
      async measure(_, signal) {
        await settle(await project(), signal);
        return { value: await timeNoOp(await project(), signal) };
      },
    },
    {
      contender: OURS_MTIME,
      async measure(_, signal) {
        const ours = await project();
        changeMtime(join(ours.folder, "photos", photoName(0)));
        return { value: (await runOurs(ours, signal, { expected: [] })).seconds };
      },
    },
    {
      contender: OURS_BYTE,
      async measure(_, signal) {
        const ours = await project();
        changeComment(join(ours.folder, "photos", photoName(0)));
        return { value: (await runOurs(ours, signal, { expected: ["ingest", "resize"] })).seconds };
      },
    },
  ];
}

function dvcTurns(scratch: string, photos: PhotoSet): readonly Turn[] {
  const chain = once((signal: AbortSignal) => openFolderStage(scratch, photos, signal));
  return [
    {
      contender: DVC.name,
      measure: async (_, signal) => ({ value: await runChain(await chain(signal), [], signal) }),
    },
    {
      contender: DVC_MTIME,
      async measure(_, signal) {
        const dvc = await chain(signal);
        changeMtime(join(dvc.folder, "photos", photoName(0)));
        return { value: await runChain(dvc, [], signal) };
      },
    },
  ];
}

/** One stage of DVC that depends on a folder of photos: shown to run for a changed byte, then not. */
async function openFolderStage(scratch: string, photos: PhotoSet, signal: AbortSignal): Promise<Chain> {
  const folder = join(scratch, "chains", "dvc-pictures");
  writeStages(folder);
  await writePhotos(join(folder, "photos"), photos);
  const cmd = `ls photos > out/resize.txt && ${noteOf("resize")}`;
  const command = declareDvc(scratch, folder, { resize: { cmd, deps: ["photos"], outs: ["out/resize.txt"] } });
  const chain = { ...command, peer: DVC.name, folder };
  await runChain(chain, ["resize"], signal);
  changeComment(join(folder, "photos", photoName(0)));
  await runChain(chain, ["resize"], signal);
  await runChain(chain, [], signal);
  return chain;
}
