import { PipelineError } from "../../error.js";
import { decode, type WrittenRow } from "./csv.js";

/** The objects of a JSON array, or of lines with one object each. Fails with `manifest-syntax`. */
export function readJson(id: string, bytes: Uint8Array): readonly WrittenRow[] {
  const text = decode(id, bytes);
  const isArray = /^\s*\[/.test(text);
  const values = isArray ? parseArray(id, text) : parseLines(id, text);
  const wrong = values.findIndex((value) => typeof value !== "object" || value === null || Array.isArray(value));
  if (wrong >= 0) throw syntax(id, `its entry ${wrong + 1} is no object`);
  return values as readonly WrittenRow[];
}

function parseArray(id: string, text: string): readonly unknown[] {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw syntax(id, error instanceof Error ? error.message : String(error), error);
  }
}

function parseLines(id: string, text: string): readonly unknown[] {
  return text.split("\n").flatMap((line, index) => {
    if (line.trim() === "") return [];
    try {
      return [JSON.parse(line)];
    } catch (error) {
      throw syntax(id, `line ${index + 1} is no JSON`, error);
    }
  });
}

function syntax(id: string, what: string, cause?: unknown): PipelineError {
  return new PipelineError({
    code: "manifest-syntax",
    message: `"${id}" cannot be read: ${what}`,
    where: id,
    remedy: 'Write an array of objects, or one object a line: {"path": "cats/1.jpg", "label": "cat"}.',
    cause,
  });
}
