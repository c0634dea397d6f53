import { LineCounter, parseDocument, visit, type YAMLError } from "yaml";
import type { Json } from "../digest.js";
import { PipelineError } from "../error.js";
import { type PositionedText, placeOfRange } from "./source-position.js";

/** Reads YAML text, keeping where each value stands. */
export function parseText(text: string, file: string): PositionedText {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const source = { file, text, document, lines };
  const error = document.errors[0];
  if (error !== undefined) throw explainSyntax(source, error);
  visit(document, {
    Alias(_, alias) {
      const target = alias.resolve(document);
      const holdsItself =
        target?.range && alias.range && target.range[0] <= alias.range[0] && alias.range[1] <= target.range[1];
      if (target !== undefined && !holdsItself) return;
      throw new PipelineError({
        code: "yaml-syntax",
        message: holdsItself
          ? `"*${alias.source}" stands within itself`
          : `there is no anchor "&${alias.source}" above`,
        where: alias.range == null ? file : placeOfRange(source, alias.range[0], alias.range[1]),
        remedy: `Write the value here; where the text begins with *, put it in quotes: "*${alias.source}".`,
      });
    },
  });
  return source;
}

function explainSyntax(source: PositionedText, error: YAMLError): PipelineError {
  const [start, end] = error.pos;
  const where = placeOfRange(source, start, end);
  if (error.code === "DUPLICATE_KEY") {
    const key = /^(?:"[^"]*"|'[^']*'|[^:\s]+)/.exec(source.text.slice(start))?.[0] ?? "";
    return new PipelineError({
      code: "duplicate-key",
      message: `the key ${key} stands twice in one mapping`,
      where: placeOfRange(source, start, start + key.length),
      remedy: "Keep one of the two.",
    });
  }
  const hint = error.code === "TAB_AS_INDENT" ? "Indent with spaces." : "Look at this line and the one before it.";
  return new PipelineError({
    code: "yaml-syntax",
    message: `this is not YAML: ${lowerFirst(error.message)}`,
    where,
    remedy: where.text?.includes("${{") ? 'Put the expression in quotes: "${{ … }}".' : hint,
  });
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

/** The value of a YAML document as plain data. */
export function toTree(source: PositionedText): Json {
  const tree = source.document.toJS() as Json | undefined;
  if (tree !== null && tree !== undefined) return tree;
  throw new PipelineError({
    code: "empty-file",
    message: "the file is empty",
    where: source.file,
    remedy: "Begin with `name:` and `steps:`; the README has an example.",
  });
}
