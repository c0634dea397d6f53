import { digestBytes } from "../digest.js";
import type { Bundle } from "../step/bundle.js";
import { bundleName, originsName } from "../step/bundle-name.js";
import type { Origins } from "../step/origins.js";
import type { DerivedStore } from "../store/derived.js";

/** Keeps a bundle, and which of a person's sources its parts are from. Returns the derived name of its code. */
export function keepBundle(bundle: Bundle, learned: Map<string, string>): string {
  const name = bundleName(bundle);
  learned.set(name, bundle.code);
  learned.set(originsName(name), JSON.stringify(bundle.origins));
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
