import { cachedDataVersionTag } from "node:v8";
import { Script } from "node:vm";
import type { DerivedStore } from "../store/derived.js";

/** CommonJS code that this process has evaluated. */
export interface Evaluated {
  readonly exports: unknown;
  readonly script: Script;
  /** Whether what V8 had compiled of it was at hand. */
  readonly wasCompiled: boolean;
}

/** Evaluates CommonJS code, of which V8 may have kept what it compiled. Its positions are those in `code`, its name is `filename`. */
export function evaluate(code: string, filename: string, require: NodeJS.Require, compiled?: Uint8Array): Evaluated {
  const module: { exports: unknown; readonly filename: string } = { exports: {}, filename };
  // The code begins a line of its own, the first.
  const text = `(function(module,exports,require){\n${code}\n})`;
  const script = new Script(text, { filename, lineOffset: -1, ...(compiled && { cachedData: compiled }) });
  script.runInThisContext()(module, module.exports, require);
  return { exports: module.exports, script, wasCompiled: script.cachedDataRejected === false };
}

/** Keeps what V8 has compiled of code by now, so that the next process need not. It follows from the code alone. */
export async function keepCompiled({ script }: Evaluated, name: string, derived: DerivedStore): Promise<void> {
  try {
    await derived.write(compiledName(name), script.createCachedData());
  } catch {
    // It is compiled again.
  }
}

/** What this version of V8 compiled of the code of that name, if it is kept and whole. */
export function findCompiled(name: string, derived: DerivedStore): Uint8Array | undefined {
  return derived.bytes(compiledName(name));
}

function compiledName(name: string): string {
  return name.replace(/\.cjs$/, `.v8-${cachedDataVersionTag().toString(16)}`);
}
