import type { Json } from "../digest.js";
import { evaluateExpression, type Scope } from "./expression.js";
import { ExpressionError } from "./expression-error.js";
import type { Path } from "./pipeline.js";

/** An expression's error, with the path of the text that it stands in. */
export interface TemplateError {
  readonly path: Path;
  readonly cause: ExpressionError;
}

/**
 * Replaces every `${{ }}` in a value. One that is the whole of a text keeps its type; else it becomes part of the text.
 * `fail` says what an expression's error becomes; it does not return.
 */
export function evaluate(value: Json, scope: Scope, path: Path, fail: (error: TemplateError) => never): Json {
  if (Array.isArray(value)) return value.map((item: Json, index) => evaluate(item, scope, [...path, index], fail));
  if (value !== null && typeof value === "object") {
    const entries = Object.entries(value).map(([key, item]) => [key, evaluate(item, scope, [...path, key], fail)]);
    return Object.fromEntries(entries);
  }
  if (typeof value !== "string") return value;
  try {
    return evaluateText(value, scope);
  } catch (error) {
    if (error instanceof ExpressionError) return fail({ path, cause: error });
    throw error;
  }
}

/** Whether a text has an expression in it. */
export function hasExpression(text: string): boolean {
  return text.includes("${{");
}

function evaluateText(text: string, scope: Scope): Json {
  let result = "";
  let done = 0;
  for (let start = text.indexOf("${{"); start >= 0; start = text.indexOf("${{", done)) {
    const { value, end } = evaluateExpression(text, start + 3, scope);
    const isWhole = text.slice(0, start).trim() === "" && text.slice(end).trim() === "";
    if (isWhole) return value;
    if (value !== null && typeof value === "object") {
      const kind = Array.isArray(value) ? "a list" : "a mapping";
      const span = { start, length: end - start };
      throw new ExpressionError(`${kind} cannot stand inside a text`, "Let the expression be the whole value.", span);
    }
    result += `${text.slice(done, start)}${value}`;
    done = end;
  }
  return result + text.slice(done);
}
