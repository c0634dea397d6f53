import type { Json } from "../digest.js";
import { ExpressionError, type Span } from "./expression-error.js";
import { callFunction } from "./expression-function.js";
import { suggest } from "./suggest.js";

/** What `${{ }}` may look up: `params.epochs`, `matrix.fold`. */
export type Scope = { readonly [name: string]: { readonly [name: string]: Json } };

/** An expression that was read: gives its value, as often as it is asked. Throws `ExpressionError`. */
export type Expression = (scope: Scope) => Json;

const TOKEN = /'(?:[^']|'')*'|-?\d+(?:\.\d+)?(?![\w.])|[A-Za-z_][\w-]*(?:\.[\w-]+)*|\}\}|[(),]|\S/y;
const SPACE = /\s*/y;
const FORM = "Write ${{ params.name }}, ${{ matrix.axis }} or ${{ function(…) }}.";

interface Token extends Span {
  readonly text: string;
}

/**
 * Reads the expression that begins right after a `${{`; `end` is the offset behind its `}}`.
 *
 * expression = 'text' | number | true | false | null | path | name "(" [ expression { "," expression } ] ")"
 */
export function parseExpression(
  text: string,
  start: number,
): { readonly expression: Expression; readonly end: number } {
  let offset = start;
  const peek = (): Token => tokenAt(text, offset);
  const take = (): Token => {
    const token = peek();
    offset = token.start + token.length;
    return token;
  };
  const expect = (wanted: string): Token => {
    const token = take();
    if (token.text !== wanted) throw misplaced(token, `a "${wanted}" belongs here`);
    return token;
  };
  const parse = (): Expression => {
    const token = take();
    const { text: word } = token;
    if (word.length > 1 && word.startsWith("'")) return constant(word.slice(1, -1).replaceAll("''", "'"));
    if (/^-?\d/.test(word)) return constant(Number(word));
    if (word === "true" || word === "false") return constant(word === "true");
    if (word === "null") return constant(null);
    if (!/^[A-Za-z_]/.test(word)) throw misplaced(token, unexpected(word));
    if (peek().text !== "(") return pathAt(token);
    take();
    const values = takeArguments();
    return (scope) => {
      const given = values.map((value) => value(scope));
      return callFunction(token.text, given, token);
    };
  };
  const takeArguments = (): readonly Expression[] => {
    const values: Expression[] = [];
    while (peek().text !== ")") {
      if (values.length > 0) expect(",");
      values.push(parse());
    }
    take();
    return values;
  };
  const expression = parse();
  expect("}}");
  return { expression, end: offset };
}

function constant(value: Json): Expression {
  return () => value;
}

function tokenAt(text: string, offset: number): Token {
  SPACE.lastIndex = offset;
  SPACE.test(text);
  const start = SPACE.lastIndex;
  TOKEN.lastIndex = start;
  const found = TOKEN.exec(text)?.[0] ?? "";
  return { text: found, start, length: found.length };
}

function unexpected(word: string): string {
  if (word === "" || word === "}}") return "the expression ends too early";
  if (word === '"') return 'text in an expression stands in single quotes, not "';
  if (word === "'") return "the closing ' is missing";
  return `"${word}" does not belong here`;
}

function misplaced(token: Token, message: string): ExpressionError {
  const ended = token.text === "" ? { start: Math.max(0, token.start - 1), length: 1 } : token;
  return new ExpressionError(message, FORM, ended);
}

/** A path such as `params.network.layers`. */
function pathAt(token: Token): Expression {
  const names = token.text.split(".");
  return (scope) => {
    let here: Json = scope;
    for (const [index, name] of names.entries()) {
      if (!isMapping(here) || !Object.hasOwn(here, name)) throw missing(token, names, index, here);
      here = here[name] ?? null;
    }
    if (names.length > 1) return here;
    throw new ExpressionError(`"${token.text}" alone is no value`, `Name what is in it: ${token.text}.name.`, token);
  };
}

/** Of a path, the name at `index` is not in what the names before it lead to. */
function missing(token: Token, names: readonly string[], index: number, here: Json): ExpressionError {
  const name = names[index] ?? "";
  const known = isMapping(here) ? Object.keys(here) : [];
  const above = names.slice(0, index).join(".");
  const start = token.start + (above === "" ? 0 : above.length + 1);
  const message = above === "" ? `there is no "${name}" to look up here` : `${above} has no "${name}"`;
  const remedy =
    known.length === 0 ? `${above} holds nothing.` : `${above || "An expression"} has ${known.join(", ")}.`;
  return new ExpressionError(`${message}${suggest(name, known)}`, remedy, { start, length: name.length });
}

function isMapping(value: Json): value is { readonly [name: string]: Json } {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}
