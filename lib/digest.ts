import { createHash, hash } from "node:crypto";
import { createReadStream } from "node:fs";

export type Digest<Kind extends string> = string & { readonly __digest: Kind };
/** SHA-256, in hex, of an object's bytes. */
export type ObjectDigest = Digest<"object">;
/** SHA-256, in hex, of the canonical form of everything that can change a task's result. */
export type TaskKey = Digest<"task">;
/** SHA-256, in hex, of a step's minified bundle. */
export type CodeDigest = Digest<"code">;

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

export function digestBytes<Kind extends string>(bytes: Uint8Array | string): Digest<Kind> {
  return hash("sha256", bytes, "hex") as Digest<Kind>;
}

/** The digest of a file's bytes, of which few are in memory at a time. Rejects with a system error where it cannot be read. */
export async function digestFile<Kind extends string>(path: string): Promise<Digest<Kind>> {
  const sum = createHash("sha256");
  for await (const chunk of createReadStream(path)) sum.update(chunk);
  return sum.digest("hex") as Digest<Kind>;
}

/** JSON with keys in code-unit order and no white space: equal values have equal text. Drops `undefined`. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item) => canonical(item ?? null)).join(",")}]`;
  if (value !== null && typeof value === "object") {
    let members = "";
    for (const key of Object.keys(value).sort()) {
      const item = (value as { readonly [key: string]: unknown })[key];
      if (item !== undefined) members += `${members === "" ? "" : ","}${JSON.stringify(key)}:${canonical(item)}`;
    }
    return `{${members}}`;
  }
  if (typeof value === "number" && !Number.isFinite(value)) throw new TypeError(`${value} has no canonical form`);
  return JSON.stringify(value);
}

export function digestJson<Kind extends string>(value: unknown): Digest<Kind> {
  return digestBytes<Kind>(canonical(value));
}

/** Narrows text that came from outside to a digest. */
export function isDigest(text: string): text is ObjectDigest {
  return /^[0-9a-f]{64}$/.test(text);
}

/** Ids stand in the byte order of their UTF-8 form. */
export function compareIds(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index++) {
    const x = a.charCodeAt(index);
    const y = b.charCodeAt(index);
    if (x !== y) return placeInUtf8(x) - placeInUtf8(y);
  }
  return a.length - b.length;
}

/** Orders UTF-16 code units as UTF-8 orders what they begin: surrogates, of characters past U+FFFF, come last. */
function placeInUtf8(unit: number): number {
  if (unit < 0xd800) return unit;
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800;
}
