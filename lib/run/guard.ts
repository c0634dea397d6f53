import { isNative } from "../step/natives.js";
import { type Origins, originAt } from "../step/origins.js";
import { GLOBALS, moduleOfNode } from "../step/reads/allowance.js";
import { type Read, undeclared } from "../step/reads/read.js";

/** A bundle while it is evaluated or runs. */
interface Watch {
  /** The file name that its script was given. */
  readonly script: string;
  readonly origins: Origins;
  readonly reads: Map<string, Read>;
  allows: readonly string[];
}

type Callable = (...args: never[]) => unknown;

/**
 * Stands before what tells a step more than its inputs do: the globals of this process, and the `require` by which a
 * bundle comes to Node's modules. All of it works as before, for everybody; what a person's own source takes is noted.
 */
export class Guard {
  #watch: Watch | undefined;

  constructor() {
    for (const name of GLOBALS) {
      if (name === "Date") this.#watchDate();
      else if (name === "Math.random") this.#watchProperty(name, Math, "random");
      else this.#watchProperty(name, globalThis, name);
    }
  }

  /** Watches the person's own sources in a bundle from now on. */
  begin(script: string, origins: Origins): void {
    this.#watch = { script, origins, reads: new Map(), allows: [] };
  }

  /** Says what they may read, which is known only when the bundle has been evaluated. */
  allow(allows: readonly string[]): void {
    if (this.#watch !== undefined) this.#watch.allows = allows;
  }

  /** Watches no longer, and tells what else they have read. */
  end(): readonly Read[] {
    const { reads = new Map<string, Read>(), allows = [] } = this.#watch ?? {};
    this.#watch = undefined;
    return undeclared([...reads.values()], allows);
  }

  /** The same `require`, watched. Native packages count in the key. */
  watchRequire(require: NodeJS.Require): NodeJS.Require {
    const watched = (specifier: string) => {
      if (!isNative(specifier)) this.#note(moduleOfNode(specifier) ?? specifier, watched);
      return require(specifier);
    };
    return Object.assign(watched, require);
  }

  /** Makes a property one that is noted when it is taken. */
  #watchProperty(name: string, holder: object, property: string): void {
    const before = Object.getOwnPropertyDescriptor(holder, property);
    // Some versions of Node lack some globals.
    if (before?.configurable !== true) return;
    const { enumerable = false } = before;
    const take = () => {
      this.#note(name, take);
      return before.get === undefined ? before.value : before.get.call(holder);
    };
    const put = (value: unknown) => {
      if (before.set !== undefined) before.set.call(holder, value);
      else Object.defineProperty(holder, property, { value, writable: true, enumerable, configurable: true });
    };
    Object.defineProperty(holder, property, { get: take, set: put, enumerable, configurable: true });
  }

  /** Packages ask of many a value whether it is a Date, so that only a look at the clock is noted. */
  #watchDate(): void {
    const note = (below: Callable) => this.#note("Date", below);
    this.#watchProperty("Date", Date, "now");
    const watched = new Proxy(Date, {
      construct: function construct(target, args, newTarget) {
        if (args.length === 0) note(construct);
        return Reflect.construct(target, args, newTarget);
      },
      apply: function apply(target, self, args) {
        note(apply);
        return Reflect.apply(target, self, args);
      },
    });
    const hidden = { value: watched, writable: true, enumerable: false, configurable: true };
    Object.defineProperty(Date.prototype, "constructor", hidden);
    Object.defineProperty(globalThis, "Date", hidden);
  }

  /** `below`: the function of the guard whose caller it is. */
  #note(name: string, below: Callable): void {
    if (this.#watch === undefined) return;
    const { script, origins, reads, allows } = this.#watch;
    if (allows.includes(name)) return;
    const caller = callerOf(below);
    if (caller?.getFileName() !== script) return;
    const where = originAt(origins, (caller.getLineNumber() ?? 1) - 1, (caller.getColumnNumber() ?? 1) - 1);
    if (where !== undefined) reads.set(`${where.file}:${where.line} ${name}`, { name, where });
  }
}

/** How many frames without a file are looked through: `eval`, and functions of the language such as `Array.map`. */
const FRAMES = 10;

/** The nearest caller of a function that stands in a file. */
function callerOf(below: Callable): NodeJS.CallSite | undefined {
  const { prepareStackTrace, stackTraceLimit } = Error;
  Error.prepareStackTrace = (_, sites) => sites;
  try {
    // Most often the first will do.
    for (const limit of [1, FRAMES]) {
      Error.stackTraceLimit = limit;
      const trace: { stack?: readonly NodeJS.CallSite[] } = {};
      Error.captureStackTrace(trace, below);
      const caller = trace.stack?.find((site) => site.getFileName());
      if (caller !== undefined) return caller;
    }
    return undefined;
  } finally {
    Object.assign(Error, { prepareStackTrace, stackTraceLimit });
  }
}
