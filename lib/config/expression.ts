import type { Json } from "../digest.js";
import { ExpressionError, type Span } from "./expression-error.js";
import { callFunction } from "./expression-function.js";
import { suggest } from "./suggest.js";

/** What `${{ }}` may look up: `params.epochs`, `matrix.fold`. */
export type Scope = { readonly [name: string]: { readonly [name: string]: Json } };

const TOKEN = /'(?:[^']|'')*'|-?\d+(?:\.\d+)?(?![\w.])|[A-Za-z_][\w-]*(?:\.[\w-]+)*|\}\}|[(),]|\S/y;
const SPACE = /\s*/y;
const FORM = "Write ${{ params.name }}, ${{ matrix.axis }} or ${{ function(…) }}.";

interface Token extends Span {
  readonly text: string;
}

/**
 * The value of the expression that begins right after a `${{`, and the offset behind its `}}`.
 *
 * expression = 'text' | number | true | false | null | path | name "(" [ expression { "," expression } ] ")"
 */
export function evaluateExpression(
  text: string,
  start: number,
  scope: Scope,
): { readonly value: Json; readonly end: number } {
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
  const parse = (): Json => {
    const token = take();
    const { text: word } = token;
    if (word.length > 1 && word.startsWith("'")) return word.slice(1, -1).replaceAll("''", "'");
    if (/^-?\d/.test(word)) return Number(word);
    if (word === "true" || word === "false") return word === "true";
    if (word === "null") return null;
    if (!/^[A-Za-z_]/.test(word)) throw misplaced(token, unexpected(word));
    if (peek().text !== "(") return lookUp(token, scope);
    take();
    return callFunction(token.text, takeArguments(), token);
  };
  const takeArguments = (): readonly Json[] => {
    const values: Json[] = [];
    while (peek().text !== ")") {
      if (values.length > 0) expect(",");
      values.push(parse());
    }
    take();
    return values;
  };
  const value = parse();
  expect("}}");
  return { value, end: offset };
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

/** The value at a path such as `params.network.layers`. */
function lookUp(token: Token, scope: Scope): Json {
  const names = token.text.split(".");
  let here: Json = scope;
  for (const [index, name] of names.entries()) {
    const known = isMapping(here) ? Object.keys(here) : [];
    if (isMapping(here) && Object.hasOwn(here, name)) {
      here = here[name] ?? null;
      continue;
    }
    const above = names.slice(0, index).join(".");
    const start = token.start + (above === "" ? 0 : above.length + 1);
    const message = above === "" ? `there is no "${name}" to look up here` : `${above} has no "${name}"`;
    const remedy =
      known.length === 0 ? `${above} holds nothing.` : `${above || "An expression"} has ${known.join(", ")}.`;
    throw new ExpressionError(`${message}${suggest(name, known)}`, remedy, { start, length: name.length });
  }
  if (names.length > 1) return here;
  throw new ExpressionError(`"${token.text}" alone is no value`, `Name what is in it: ${token.text}.name.`, token);
}

function isMapping(value: Json): value is { readonly [name: string]: Json } {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}
