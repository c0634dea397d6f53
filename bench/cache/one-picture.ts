import { rmSync } from "node:fs";
import { join } from "node:path";
import type { Options } from "../options.js";
import type { Scenario } from "../scenario.js";
import { once } from "./once.js";
import { runOurs, settle, timeNoOp } from "./ours.js";
import { writePhotoProject } from "./photo-project.js";
import { changePhoto, type PhotoSet, photoName } from "./photos.js";

const FIRST = "first run of resize and features";
const CHANGED = "one picture changed, beyond the no-op";

/**
 * Wall seconds for one changed photo, beyond those of a run with nothing to do; and for the first run of the steps with
 * `each` that it touches, once `ingest` is done.
 */
export function onePictureScenario({ scratch, quick }: Options): Scenario {
  const photos: PhotoSet = { count: quick ? 500 : 10_000, width: 1280, height: 720, originals: quick ? 50 : 300 };
  const open = once(() => writePhotoProject(scratch, `photos-${photos.count}`, photos, ["resize", "features"]));
  let changes = 0;
  return {
    name: "one-of-10k",
    title: `${photos.count.toLocaleString("en")} photos of ${photos.width}×${photos.height}, one of them changed`,
    unit: "s",
    rounds: 3,
    turns: [
      {
        contender: FIRST,
        async measure(_, signal) {
          const project = await open();
          rmSync(join(project.folder, "artifacts"), { recursive: true, force: true });
          await runOurs(project, signal, { args: ["ingest"], expected: ["ingest"] });
          return { value: (await runOurs(project, signal, { expected: ["resize", "features"] })).seconds };
        },
      },
      {
        contender: CHANGED,
        async measure(_, signal) {
          const project = await open();
          await settle(project, signal);
          const noOp = await timeNoOp(project, signal);
          await changePhoto(join(project.folder, "photos", photoName(changes++)), photos);
          const { seconds } = await runOurs(project, signal, { expected: ["ingest", "resize", "features"] });
          return { value: seconds - noOp };
        },
      },
    ],
    floors: [{ contender: CHANGED, against: [FIRST], bound: 1 / 50, at: "most" }],
  };
}
