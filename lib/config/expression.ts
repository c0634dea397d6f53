import type { Json } from "../digest.js";
import { suggest } from "./suggest.js";

/** What `${{ }}` may look up: `params.epochs`, `matrix.fold`. */
export type Scope = { readonly [name: string]: { readonly [name: string]: Json } };

/** An expression that cannot be read or looked up; the caller knows where it stands. */
export class ExpressionError extends Error {
  readonly remedy: string;

  constructor(message: string, remedy: string) {
    super(message);
    this.remedy = remedy;
  }
}

const FUNCTIONS: { readonly [name: string]: { readonly arity: number; readonly apply: (...args: Json[]) => Json } } = {
  /** Whole numbers from a to b, both included. */
  range: {
    arity: 2,
    apply: (a, b) => Array.from({ length: Math.max(0, Number(b) - Number(a) + 1) }, (_, i) => Number(a) + i),
  },
  len: { arity: 1, apply: (value) => (Array.isArray(value) || typeof value === "string" ? value.length : 0) },
  not: { arity: 1, apply: (value) => !isTrue(value) },
  eq: { arity: 2, apply: (a, b) => JSON.stringify(a) === JSON.stringify(b) },
};

const WHOLE = /^\s*\$\{\{((?:(?!\}\}).)*)\}\}\s*$/s;
const ANY = /\$\{\{((?:(?!\}\}).)*)\}\}/gs;

/** False are `false`, `null`, 0 and "". */
export function isTrue(value: Json | undefined): boolean {
  return value !== false && value !== null && value !== undefined && value !== 0 && value !== "";
}

/** Replaces every `${{ }}` in a value. One that is the whole of a text keeps its type; else it becomes part of the text. */
export function evaluate(value: Json, scope: Scope): Json {
  if (Array.isArray(value)) return value.map((item) => evaluate(item, scope));
  if (value !== null && typeof value === "object") {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, evaluate(item, scope)]));
  }
  if (typeof value !== "string") return value;
  const whole = WHOLE.exec(value);
  if (whole !== null) return evaluateExpression(whole[1] ?? "", scope);
  return value.replace(ANY, (_, expression: string) => {
    const result = evaluateExpression(expression, scope);
    return typeof result === "string" ? result : JSON.stringify(result);
  });
}

/** expression = literal | path | name "(" expression { "," expression } ")" */
function evaluateExpression(text: string, scope: Scope): Json {
  const tokens = tokenize(text);
  let next = 0;
  const parse = (): Json => {
    const token = tokens[next++];
    if (token === undefined) throw unreadable(text, "it ends too early");
    if (/^['"]/.test(token)) return token.slice(1, -1);
    if (/^-?\d/.test(token)) return Number(token);
    if (token === "true" || token === "false") return token === "true";
    if (token === "null") return null;
    if (!/^[A-Za-z_]/.test(token)) throw unreadable(text, `"${token}" does not belong there`);
    return tokens[next] === "(" ? call(token) : lookUp(token, scope);
  };
  const call = (name: string): Json => {
    next++;
    const args: Json[] = [];
    while (tokens[next] !== ")") {
      args.push(parse());
      if (tokens[next] === ",") next++;
      else if (tokens[next] !== ")") throw unreadable(text, `a ")" is missing`);
    }
    next++;
    return apply(name, args);
  };
  const result = parse();
  if (next < tokens.length) throw unreadable(text, `"${tokens[next]}" does not belong there`);
  return result;
}

function tokenize(text: string): string[] {
  const tokens = text.match(/'[^']*'|"[^"]*"|-?\d+(?:\.\d+)?|[A-Za-z_][\w.-]*|[(),]|\S/g);
  return tokens ?? [];
}

function apply(name: string, args: readonly Json[]): Json {
  const known = Object.keys(FUNCTIONS);
  const found = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined;
  if (found === undefined)
    throw new ExpressionError(
      `there is no function "${name}"${suggest(name, known)}`,
      `There are ${known.join(", ")}.`,
    );
  if (args.length !== found.arity) {
    throw new ExpressionError(
      `${name} takes ${found.arity} values, not ${args.length}`,
      `Write ${name}(${"ab".slice(0, found.arity).split("").join(", ")}).`,
    );
  }
  return found.apply(...args);
}

function lookUp(path: string, scope: Scope): Json {
  const [first = "", ...rest] = path.split(".");
  if (!Object.hasOwn(scope, first)) {
    const known = Object.keys(scope);
    throw new ExpressionError(
      `there is no "${first}" to look up here${suggest(first, known)}`,
      `There is ${known.join(", ")}.`,
    );
  }
  let value: Json = scope[first] ?? {};
  let so = first;
  for (const name of rest) {
    const here: { readonly [name: string]: Json } =
      value !== null && typeof value === "object" && !Array.isArray(value)
        ? (value as { readonly [name: string]: Json })
        : {};
    if (!Object.hasOwn(here, name)) {
      const known = Object.keys(here);
      const remedy = known.length === 0 ? `${so} holds nothing.` : `${so} has ${known.join(", ")}.`;
      throw new ExpressionError(`${so} has no "${name}"${suggest(name, known)}`, remedy);
    }
    value = here[name] ?? null;
    so = `${so}.${name}`;
  }
  return value;
}

function unreadable(text: string, why: string): ExpressionError {
  return new ExpressionError(
    `the expression \${{${text}}} cannot be read: ${why}`,
    "Write ${{ params.name }}, ${{ matrix.name }} or ${{ function(…) }}.",
  );
}
