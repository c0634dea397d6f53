/** A part of a split that came with the data. */
export type GivenPart = "train" | "validation" | "test";

const NAMES: { readonly [name: string]: GivenPart } = {
  train: "train",
  training: "train",
  val: "validation",
  valid: "validation",
  validation: "validation",
  dev: "validation",
  test: "test",
  testing: "test",
};

/** The part that a folder, a file or a manifest's row means by this name, whatever its case. */
export function partNamed(name: string): GivenPart | undefined {
  const key = name.toLowerCase();
  return Object.hasOwn(NAMES, key) ? NAMES[key] : undefined;
}
