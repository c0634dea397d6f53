import type { Bundle } from "../step/bundle.js";
import { originsName } from "../step/origins.js";
import type { DerivedStore } from "../store/derived.js";

/** Keeps a bundle, and which of a person's sources its parts are from. Returns the derived name of its code. */
export function keepBundle({ digest, code, origins }: Bundle, learned: Map<string, string>): string {
  const name = `bundles/${digest}.cjs`;
  learned.set(name, code);
  learned.set(originsName(name), JSON.stringify(origins));
  return name;
}

/** Whether all of a bundle is still kept, whole. */
export function isKept(
  { code, digest }: { readonly code: string; readonly digest: string },
  derived: DerivedStore,
): boolean {
  return derived.holds(code, digest) && derived.json(originsName(code)) !== undefined;
}
