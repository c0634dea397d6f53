import type { Json } from "../digest.js";
import { type Expression, parseExpression, type Scope } from "./expression.js";
import { ExpressionError, type Span } from "./expression-error.js";
import type { Path } from "./pipeline.js";

/** An expression's error, with the path of the text that it stands in. */
export interface TemplateError {
  readonly path: Path;
  readonly cause: ExpressionError;
}

/** What an expression's error becomes; it does not return. */
type Fail = (error: TemplateError) => never;

/** A value whose expressions have been read: gives it with each replaced. */
export type Template = (scope: Scope) => Json;

/**
 * Reads every `${{ }}` in a value. One that is the whole of a text keeps its type; else it becomes part of the text. `path` is
 * where the value stands.
 */
export function parseTemplate(value: Json, path: Path, fail: Fail): Template {
  if (Array.isArray(value)) {
    const items = value.map((item: Json, index) => parseTemplate(item, [...path, index], fail));
    return (scope) => items.map((item) => item(scope));
  }
  if (value !== null && typeof value === "object") {
    const entries = Object.entries(value).map(
      ([key, item]) => [key, parseTemplate(item, [...path, key], fail)] as const,
    );
    return (scope) => Object.fromEntries(entries.map(([key, item]) => [key, item(scope)]));
  }
  if (typeof value !== "string" || !hasExpression(value)) return () => value;
  const attempt = <Result>(act: () => Result): Result => {
    try {
      return act();
    } catch (error) {
      if (error instanceof ExpressionError) return fail({ path, cause: error });
      throw error;
    }
  };
  const template = attempt(() => parseText(value));
  return (scope) => attempt(() => template(scope));
}

/** Whether a text has an expression in it. */
export function hasExpression(text: string): boolean {
  return text.includes("${{");
}

function parseText(text: string): Template {
  const pieces: Template[] = [];
  let done = 0;
  for (let start = text.indexOf("${{"); start >= 0; start = text.indexOf("${{", done)) {
    const { expression, end } = parseExpression(text, start + 3);
    const isWhole = text.slice(0, start).trim() === "" && text.slice(end).trim() === "";
    if (isWhole) return expression;
    const before = text.slice(done, start);
    pieces.push(() => before, insideText(expression, { start, length: end - start }));
    done = end;
  }
  const rest = text.slice(done);
  return (scope) => pieces.map((piece) => piece(scope)).join("") + rest;
}

function insideText(expression: Expression, span: Span): Template {
  return (scope) => {
    const value = expression(scope);
    if (value === null || typeof value !== "object") return `${value}`;
    const kind = Array.isArray(value) ? "a list" : "a mapping";
    throw new ExpressionError(`${kind} cannot stand inside a text`, "Let the expression be the whole value.", span);
  };
}
