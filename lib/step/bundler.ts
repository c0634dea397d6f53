import { type Bundle, bundleSteps } from "./bundle.js";
import type { SharedSources } from "./sources.js";

type Build = (module: string) => Promise<Bundle>;

/** Bundles step modules, each once: all that are asked for at one time in one build. */
export class Bundler {
  readonly #root: string;
  readonly #shared: SharedSources;
  readonly #bundles = new Map<string, Promise<Bundle>>();
  #next: { readonly modules: string[]; readonly build: Promise<Build> } | undefined;

  constructor(root: string, shared: SharedSources) {
    this.#root = root;
    this.#shared = shared;
  }

  /** The bundle of a module; rejects with a `PipelineError` where it does not build. */
  bundle(module: string): Promise<Bundle> {
    const known = this.#bundles.get(module);
    if (known !== undefined) return known;
    this.#next ??= this.#begin();
    this.#next.modules.push(module);
    const bundle = this.#next.build.then((build) => build(module));
    this.#bundles.set(module, bundle);
    return bundle;
  }

  #begin(): { readonly modules: string[]; readonly build: Promise<Build> } {
    const modules: string[] = [];
    const build = Promise.resolve().then(() => {
      // By now all that can be asked for at once has been.
      this.#next = undefined;
      return this.#build(modules);
    });
    return { modules, build };
  }

  /** Where modules do not build together each is built alone, so that it is known which one is to be mended. */
  async #build(modules: readonly string[]): Promise<Build> {
    const alone: Build = async (module) => {
      const bundle = (await bundleSteps([module], this.#root, this.#shared)).get(module);
      if (bundle === undefined) throw new Error(`a build gave no bundle of ${module}`);
      return bundle;
    };
    try {
      const bundles = await bundleSteps(modules, this.#root, this.#shared);
      return async (module) => bundles.get(module) ?? alone(module);
    } catch {
      return alone;
    }
  }
}
