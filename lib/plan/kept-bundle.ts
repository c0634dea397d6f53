import { digestBytes } from "../digest.js";
import type { Bundle } from "../step/bundle.js";
import { type Origins, originsName } from "../step/origins.js";
import type { DerivedStore } from "../store/derived.js";

/** Keeps a bundle, and which of a person's sources its parts are from. Returns the derived name of its code. */
export function keepBundle({ digest, code, origins }: Bundle, learned: Map<string, string>): string {
  const name = `bundles/${digest}.cjs`;
  learned.set(name, code);
  learned.set(originsName(name), JSON.stringify(origins));
  return name;
}

/** A bundle that is still kept, whole. */
export function keptBundle(
  { code: name, digest }: { readonly code: string; readonly digest: string },
  derived: DerivedStore,
): Pick<Bundle, "code" | "origins"> | undefined {
  const code = derived.text(name);
  const origins = derived.json(originsName(name)) as Origins | undefined;
  return code === undefined || digestBytes(code) !== digest || origins === undefined ? undefined : { code, origins };
}
