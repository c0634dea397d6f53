import { cores } from "../machine.js";
import type { Scenario, Turn } from "../scenario.js";
import type { Answer } from "./answer.js";
import { ask, askTogether, wallSeconds } from "./ask.js";
import type { ImageOptions } from "./options.js";
import { writePictures } from "./pictures.js";
import type { Contender, Setup } from "./setup.js";

const SCRIPT = "the article's script";
const AREA = "area";
const SKIMAGE = "skimage";
const PICTURES = { [SCRIPT]: 20, [AREA]: 200, [SKIMAGE]: 100 } as const;

type Name = keyof typeof PICTURES;

/** Pictures that a process on one core has at work at once, as `resize` has. */
const AT_ONCE = 4;

/** Where processor time is counted, one picture after another: the other core would share what the first one has. */
function contenderOf(setup: Setup, name: Name, processes: number): Contender {
  return name === SCRIPT ? setup.script : setup.ours(name, processes === 1 ? 1 : AT_ONCE);
}

/** From a file of 1920 × 1080 to 52 features, by the article's script and by ours: pictures a second of processor time. */
export function perCoreScenario(options: ImageOptions): Scenario<Setup> {
  return {
    name: "per-core",
    title: "decode, resize to 240×135 and 52 features of JPEGs of 1920×1080, for each second of processor time",
    unit: "pictures/s",
    turns: ([SCRIPT, AREA, SKIMAGE] as const).map((name) => turn(name, options, 1, ({ cpuSeconds }) => cpuSeconds)),
    floors: [
      { contender: AREA, against: [SCRIPT], bound: 25, at: "least" },
      { contender: SKIMAGE, against: [SCRIPT], bound: 5, at: "least" },
    ],
  };
}

/** The same by the clock, with a process of ours on each core. */
export function allCoresScenario(options: ImageOptions): Scenario<Setup> {
  return {
    name: "all-cores",
    title: `the same by the clock: the script as it is, ours on ${cores} cores`,
    unit: "pictures/s",
    turns: [turn(SCRIPT, options, 1), turn(AREA, options, cores), turn(SKIMAGE, options, cores)],
    floors: [{ contender: AREA, against: [SCRIPT], bound: 45, at: "least" }],
  };
}

function turn(
  contender: Name,
  { scratch, quick }: ImageOptions,
  processes: number,
  secondsOf?: (answer: Answer) => number,
): Turn<Setup> {
  return {
    contender,
    async measure(setup, signal) {
      const pictures = await writePictures(scratch, 200);
      const files = pictures.slice(0, quick ? 4 * processes : PICTURES[contender]);
      const answers = await askTogether(contenderOf(setup, contender, processes), files, processes, signal);
      if (contender === SKIMAGE) await checkFeatures(setup, files[0] ?? "", answers[0], signal);
      const seconds = answers.map((answer) => secondsOf?.(answer) ?? 0).reduce((sum, value) => sum + value, 0);
      return { value: files.length / (secondsOf === undefined ? wallSeconds(answers) : seconds) };
    },
  };
}

/** Throws where our features are not the script's: a figure for other work is none. */
async function checkFeatures(setup: Setup, file: string, ours: Answer | undefined, signal: AbortSignal): Promise<void> {
  const theirs = await ask(setup.script, [file], signal);
  const apart = theirs.first.map((value, index) => Math.abs(value - (ours?.first[index] ?? Number.NaN)));
  if (!apart.every((difference) => difference < 1e-4)) {
    throw new Error(`${file}: features differ from the script's by up to ${Math.max(...apart)}`);
  }
}
