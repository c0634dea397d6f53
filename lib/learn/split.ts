import { PipelineError } from "../error.js";
import { assignToBins, groupsByClass, type SplitRow } from "./assign.js";

export interface SplitInput extends SplitRow {
  /** The class's name. */
  readonly class: string;
  /** The part that came with the data: "train", "validation", "test", or null. */
  readonly given: string | null;
}

export interface SplitOptions {
  /** The test part's share of the rows whose part is not given, 0…0.9; where no test part is given, of the train part, too. */
  readonly test: number;
  /** Folds over the train part, 2 or more. */
  readonly folds: number;
  readonly seed: number;
}

export interface Place {
  readonly part: "train" | "test";
  /** 1…folds in the train part; 0 in the test part. */
  readonly fold: number;
  /** In the train part: whether it came with the data as one for validation. */
  readonly validation: boolean;
}

/**
 * Puts each row, in id order, into the train or the test part, and each train row into a fold. Every class is in each as
 * near to its share as whole groups allow; a group is never cut. Rows with a given part keep it, and take along the
 * rows of their group that have none; where a group's rows have several, all are of the test part if one is, else of the
 * train part. Rows given for validation are in the train part; where no test part is given, one is dealt from the others. Fails with a `PipelineError` where there is one class only, or where a class has
 * too few groups to be in both parts and in every fold.
 */
export function splitRows(rows: readonly SplitInput[], { test, folds, seed }: SplitOptions): Place[] {
  const names = new Map(rows.map((row) => [row.label, row.class]));
  checkClasses(names);
  const given = givenParts(rows);
  const parts = partsOf(rows, given, names, test, seed);
  const train = [...rows.keys()].filter((index) => parts[index] === "train");
  const trainRows = pick(rows, train);
  checkFolds(trainRows, names, folds);
  const shares = new Array<number>(folds).fill(1 / folds);
  const dealt = assignToBins(trainRows, shares, "folds", seed);
  checkPresence(trainRows, names, folds, dealt, (bin) => `fold ${bin + 1}`, "Set fewer folds");
  const places: Place[] = rows.map(() => ({ part: "test", fold: 0, validation: false }));
  train.forEach((index, position) => {
    places[index] = { part: "train", fold: (dealt[position] ?? 0) + 1, validation: given[index] === "validation" };
  });
  return places;
}

export interface Share {
  /** Indices of rows, in their order. */
  readonly training: Int32Array;
  readonly validation: Int32Array;
}

/**
 * The validation share of a training side: the rows that came with the data for it, where there are any and others are left;
 * else one that is cut. None where `share` is 0.
 */
export function shareOf(
  rows: readonly (SplitRow & { readonly validation: boolean })[],
  share: number,
  seed: number,
): Share {
  const given = rows.filter(({ validation }) => validation).length;
  if (share === 0 || given === 0 || given === rows.length) return validationShare(rows, share, seed);
  const indices = Int32Array.from(rows.keys());
  const isGiven = (row: number) => rows[row]?.validation === true;
  return { training: indices.filter((row) => !isGiven(row)), validation: indices.filter(isGiven) };
}

/**
 * Cuts a validation share, 0…0.5, out of the rows of a training side, by the same rules: seeded, stratified, no group
 * cut. A class with a single group stays whole on the training side.
 */
export function validationShare(rows: readonly SplitRow[], share: number, seed: number): Share {
  const bins = share === 0 ? new Int32Array(rows.length) : assignToBins(rows, [1 - share, share], "validation", seed);
  const indices = Int32Array.from(rows.keys());
  return { training: indices.filter((row) => bins[row] === 0), validation: indices.filter((row) => bins[row] === 1) };
}

type Part = Place["part"];
type Given = Part | "validation";

/** What a group's rows are where they have several given parts, the first that one of them has. */
const PRECEDENCE: readonly Given[] = ["test", "train", "validation"];

/** The given part of each row, or of its group. */
function givenParts(rows: readonly SplitInput[]): readonly (Given | undefined)[] {
  const ofGroup = new Map<string, Given>();
  for (const { group, given } of rows) {
    const part = givenPart(given);
    if (group === "" || part === undefined) continue;
    const known = ofGroup.get(group) ?? part;
    ofGroup.set(group, PRECEDENCE.indexOf(known) < PRECEDENCE.indexOf(part) ? known : part);
  }
  return rows.map(({ group, given }) => ofGroup.get(group) ?? givenPart(given));
}

function partsOf(
  rows: readonly SplitInput[],
  given: readonly (Given | undefined)[],
  names: ReadonlyMap<number, string>,
  test: number,
  seed: number,
): readonly Part[] {
  const hasTest = given.includes("test");
  const known = given.map((part): Part | undefined => {
    if (part === "validation") return "train";
    return part === "train" && !hasTest ? undefined : part;
  });
  const open = [...rows.keys()].filter((index) => known[index] === undefined);
  const openRows = pick(rows, open);
  if (test === 0 || open.length === 0) return known.map((part) => part ?? "train");
  const dealt = assignToBins(openRows, [1 - test, test], "test", seed);
  if (!hasTest) checkParts(openRows, names, dealt);
  open.forEach((index, position) => {
    known[index] = dealt[position] === 1 ? "test" : "train";
  });
  return known.map((part) => part ?? "train");
}

function givenPart(given: string | null): Given | undefined {
  return given === "train" || given === "validation" || given === "test" ? given : undefined;
}

function pick(rows: readonly SplitInput[], indices: readonly number[]): SplitInput[] {
  return indices.flatMap((index) => rows[index] ?? []);
}

function checkClasses(names: ReadonlyMap<number, string>): void {
  if (names.size >= 2) return;
  const [only] = names.values();
  throw new PipelineError({
    code: "single-class",
    message: only === undefined ? "there are no pictures to split" : `all pictures are of one class, "${only}"`,
    remedy: "Give at least two classes: one folder of pictures for each.",
  });
}

function checkParts(rows: readonly SplitRow[], names: ReadonlyMap<number, string>, dealt: Int32Array): void {
  const groups = groupsByClass(rows);
  for (const [label, name] of names) {
    if ((groups.get(label) ?? 0) < 2) {
      throw tooFewGroups(name, groups.get(label) ?? 0, "for both a train and a test part", "Set test to 0");
    }
  }
  checkPresence(rows, names, 2, dealt, (bin) => (bin === 0 ? "the train part" : "the test part"), "Set test to 0");
}

function checkFolds(rows: readonly SplitRow[], names: ReadonlyMap<number, string>, folds: number): void {
  const groups = groupsByClass(rows);
  for (const [label, name] of names) {
    const count = groups.get(label) ?? 0;
    if (count >= folds) continue;
    const remedy = count < 2 ? "Leave the class out" : `Set folds to ${count} or fewer`;
    throw tooFewGroups(name, count, `in the train part for ${folds} folds`, remedy);
  }
}

/** Even with groups enough, groups of several classes may leave a class nowhere to go. */
function checkPresence(
  rows: readonly SplitRow[],
  names: ReadonlyMap<number, string>,
  bins: number,
  dealt: Int32Array,
  nameOf: (bin: number) => string,
  remedy: string,
): void {
  const present = new Set(rows.map(({ label }, index) => `${label} ${dealt[index]}`));
  for (const [label, name] of names) {
    for (let bin = 0; bin < bins; bin++) {
      if (present.has(`${label} ${bin}`)) continue;
      throw new PipelineError({
        code: "too-few-groups",
        message: `class "${name}" can't be in ${nameOf(bin)} without cutting a group that it shares with other classes`,
        remedy: `${remedy}, or add pictures of "${name}" taken apart from the others.`,
      });
    }
  }
}

function tooFewGroups(name: string, count: number, purpose: string, remedy: string): PipelineError {
  const groups = count === 1 ? "1 group of pictures" : `${count} groups of pictures`;
  return new PipelineError({
    code: "too-few-groups",
    message: `class "${name}" has ${groups}, too few ${purpose}`,
    remedy: `${remedy}, or add pictures of "${name}" (a picture without a group is a group of its own).`,
  });
}
