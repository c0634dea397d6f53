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

/** The bundles that are still kept, each read once, whichever steps share it. */
export class KeptBundles {
  readonly #derived: DerivedStore;
  readonly #read = new Map<string, Pick<Bundle, "code" | "origins"> | undefined>();

  constructor(derived: DerivedStore) {
    this.#derived = derived;
  }

  /** A module's bundle, if it is there and whole. */
  find({ code: name, digest }: { readonly code: string; readonly digest: string }) {
    if (!this.#read.has(name)) this.#read.set(name, this.#load(name, digest));
    return this.#read.get(name);
  }

  #load(name: string, digest: string): Pick<Bundle, "code" | "origins"> | undefined {
    const code = this.#derived.text(name);
    const origins = this.#derived.json(originsName(name)) as Origins | undefined;
    return code === undefined || digestBytes(code) !== digest || origins === undefined ? undefined : { code, origins };
  }
}
