import type { FileMetaData } from "hyparquet";

/**
 * The names of a label's numbers, where the file has them from Hugging Face's `datasets`: in the metadata under `huggingface`,
 * as `info.features.<label>.names`. None where it has not, or where they cannot be read.
 */
export function classNamesIn(metadata: FileMetaData, label: string): ReadonlyMap<number, string> {
  const text = metadata.key_value_metadata?.find(({ key }) => key === "huggingface")?.value;
  const names = below(parse(text ?? ""), ["info", "features", label, "names"]);
  if (!Array.isArray(names)) return new Map();
  return new Map(names.map((name, number) => [number, String(name).normalize("NFC")]));
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function below(value: unknown, path: readonly string[]): unknown {
  let place = value;
  for (const key of path) {
    if (typeof place !== "object" || place === null || !Object.hasOwn(place, key)) return undefined;
    place = (place as { readonly [key: string]: unknown })[key];
  }
  return place;
}
