import { join } from "node:path";
import { runCommand } from "../command.js";
import type { Options } from "../options.js";
import { PIPELINE, type Project } from "../project.js";
import type { Scenario } from "../scenario.js";
import { changeMtime } from "./chain.js";
import { smallPhotos } from "./no-op-pictures.js";
import { once } from "./once.js";
import { settle, timeNoOp } from "./ours.js";
import { writePhotoProject } from "./photo-project.js";
import { photoName } from "./photos.js";

/** 300 MB, in MiB. */
const BOUND = 286;

interface Size {
  readonly files: number;
  readonly name: string;
  open(): Promise<Project>;
}

/** Seconds of a whole process where nothing has changed, for more and more files. */
export function scaleScenario(options: Options): Scenario {
  const sizes = sizesOf(options);
  return {
    name: "no-op-scale",
    title: "small pictures, nothing to do",
    unit: "s",
    rounds: 5,
    turns: sizes.map((size) => ({
      contender: size.name,
      async measure(_, signal) {
        const project = await size.open();
        await settle(project, signal);
        return { value: await timeNoOp(project, signal) };
      },
    })),
    floors: sizes.slice(1).map((size, index) => {
      const smaller = sizes[index] ?? size;
      return { contender: size.name, against: [smaller.name], bound: size.files / smaller.files, at: "most" };
    }),
  };
}

/** The most memory that `pipeline run` has resident with the most files, where nothing has changed or one file's time. */
export function scaleMemoryScenario(options: Options): Scenario {
  const most = sizesOf(options).at(-1);
  if (most === undefined) throw new RangeError("no size");
  const touched = `${most.name}, one mtime changed`;
  return {
    name: "no-op-memory",
    title: "small pictures, nothing to do: peak memory",
    unit: "MiB",
    rounds: 1,
    turns: [
      {
        contender: most.name,
        async measure(_, signal) {
          const project = await most.open();
          await settle(project, signal);
          return { value: await peakOf(project, signal) };
        },
      },
      {
        contender: touched,
        async measure(_, signal) {
          const project = await most.open();
          changeMtime(join(project.folder, "photos", photoName(0)));
          return { value: await peakOf(project, signal) };
        },
      },
    ],
    floors: [most.name, touched].map((contender) => ({ contender, bound: BOUND, at: "absolute" })),
  };
}

function sizesOf({ scratch, quick }: Options): readonly Size[] {
  const counts = quick ? [100, 500, 1000] : [1000, 10_000, 100_000];
  return counts.map((files) => ({
    files,
    name: `${files.toLocaleString("en")} pictures`,
    open: once(() => writePhotoProject(scratch, `pictures-${files}`, smallPhotos(files), ["resize"])),
  }));
}

/** At its end the process says what the system has counted. */
const SAY_PEAK = `data:text/javascript,process.on("exit", () => console.error(process.resourceUsage().maxRSS))`;

/** MiB that `pipeline run` had resident at most; its workers are processes of their own and do not count. */
async function peakOf({ folder }: Project, signal: AbortSignal): Promise<number> {
  const args = ["--import", SAY_PEAK, PIPELINE, "run"];
  const { stdout, stderr } = await runCommand(process.execPath, args, { folder, signal });
  if (!stdout.includes(": 0 tasks ran"))
    throw new Error(`${folder}: nothing had changed, and yet tasks ran:\n${stdout}`);
  return Number(stderr.trim().split("\n").at(-1)) / 1024;
}
