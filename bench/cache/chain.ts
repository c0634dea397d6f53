import { mkdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** A stage that other tools run: a trivial command in the place of a step of `pipeline.yaml`. */
export interface Stage {
  readonly name: string;
  readonly needs: readonly string[];
}

/** The steps of the default pipeline, with its edges. */
export const STAGES: readonly Stage[] = [
  { name: "ingest", needs: [] },
  { name: "resize", needs: ["ingest"] },
  { name: "features", needs: ["resize"] },
  { name: "split", needs: ["ingest"] },
  { name: "train", needs: ["resize", "split"] },
  { name: "folds", needs: ["resize", "split"] },
  { name: "cross-validate", needs: ["folds"] },
  { name: "report", needs: ["ingest", "train", "cross-validate"] },
];

/** Stages that no other needs. */
export const ENDS = STAGES.map(({ name }) => name).filter((name) => !STAGES.some(({ needs }) => needs.includes(name)));

const RAN = "ran.log";

/** The file that stands for a stage's code. */
export function codeOf(stage: string): string {
  return `code/${stage}.txt`;
}

export function outputOf(stage: string): string {
  return `out/${stage}.txt`;
}

export function inputsOf({ name, needs }: Stage): readonly string[] {
  return [codeOf(name), ...needs.map(outputOf)];
}

/** Makes the output from the inputs, and notes that the stage ran. */
export function commandOf(stage: Stage): string {
  return `cat ${inputsOf(stage).join(" ")} > ${outputOf(stage.name)} && ${noteOf(stage.name)}`;
}

/** A command that notes that a stage ran. */
export function noteOf(stage: string): string {
  return `echo ${stage} >> ${RAN}`;
}

/** An empty folder with the stages' code. */
export function writeStages(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
  for (const inner of ["code", "out"]) mkdirSync(join(folder, inner), { recursive: true });
  for (const { name } of STAGES) writeFileSync(join(folder, codeOf(name)), `${name} 0\n`);
}

/** Which stages ran since that was last asked. */
export function takeRan(folder: string): readonly string[] {
  const path = join(folder, RAN);
  const names = readText(path).split("\n").filter(Boolean);
  rmSync(path, { force: true });
  return names;
}

function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

/** Changes the last byte before a text file's end of line. */
export function changeByte(path: string): void {
  const text = readFileSync(path, "utf8");
  const digit = text.at(-2) === "0" ? "1" : "0";
  writeFileSync(path, `${text.slice(0, -2)}${digit}\n`);
}

/** Sets a file's time to now. */
export function changeMtime(path: string): void {
  const now = new Date();
  utimesSync(path, now, now);
}
