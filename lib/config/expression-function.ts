import { formatCount } from "../count.js";
import { canonical, type Json } from "../digest.js";
import { ExpressionError, type Span } from "./expression-error.js";
import { suggest } from "./suggest.js";

interface ExpressionFunction {
  /** How it is written, for messages. */
  readonly usage: string;
  readonly arity: number;
  /** The result, or undefined where the values are not of the kind that the function takes. */
  apply(values: readonly Json[]): Json | undefined;
}

/** Longer ranges are a slip of the hand, not a matrix. */
const MAX_RANGE = 10_000;

const FUNCTIONS: { readonly [name: string]: ExpressionFunction } = {
  range: {
    usage: `range(a, b): the whole numbers from a to b, both included, at most ${formatCount(MAX_RANGE)}`,
    arity: 2,
    apply: ([a, b]) => {
      if (!Number.isSafeInteger(a) || !Number.isSafeInteger(b)) return undefined;
      const length = Math.max(0, Number(b) - Number(a) + 1);
      return length > MAX_RANGE ? undefined : Array.from({ length }, (_, index) => Number(a) + index);
    },
  },
  len: {
    usage: "len(list): how many values a list has",
    arity: 1,
    apply: ([list]) => (Array.isArray(list) ? list.length : undefined),
  },
  not: {
    usage: "not(x): true for false, false for true",
    arity: 1,
    apply: ([value]) => (typeof value === "boolean" ? !value : undefined),
  },
  eq: {
    usage: "eq(a, b): whether two values are equal",
    arity: 2,
    apply: ([a, b]) => canonical(a) === canonical(b),
  },
};

/** Calls one of the functions that expressions know; `where` is its name in the text. */
export function callFunction(name: string, values: readonly Json[], where: Span): Json {
  const known = Object.keys(FUNCTIONS);
  const called = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined;
  if (called === undefined) {
    const message = `there is no function "${name}"${suggest(name, known)}`;
    throw new ExpressionError(message, `There are ${known.join(", ")}.`, where);
  }
  const remedy = `It is ${called.usage}.`;
  if (values.length !== called.arity) {
    const count = called.arity === 1 ? "1 value" : `${called.arity} values`;
    throw new ExpressionError(`${name} takes ${count}, not ${values.length}`, remedy, where);
  }
  const result = called.apply(values);
  if (result !== undefined) return result;
  throw new ExpressionError(`${name} cannot take ${values.map(canonical).join(", ")}`, remedy, where);
}
