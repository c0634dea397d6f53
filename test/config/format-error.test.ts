import { expect, test } from "vitest";
import { formatFailure } from "../../lib/cli/format-error.js";
import type { Failure } from "../../lib/error.js";

const failure: Failure = {
  code: "unknown-key",
  message: 'steps.train takes no "wiht"; did you mean "with"?',
  where: { file: "pipeline.yaml", line: 12, column: 5, text: "    wiht: { epochs: 3 }", length: 4 },
  remedy: "It takes uses, with.",
  stack: "Error: x\n    at y",
};
const plain = { verbose: false, color: false };

test("what, where with the text underlined, what to do", () => {
  expect(formatFailure(failure, plain)).toBe(`error: steps.train takes no "wiht"; did you mean "with"?
  in pipeline.yaml:12:5
  12 │     wiht: { epochs: 3 }
     │     ^^^^
  → It takes uses, with.`);
});

test("the stack stands only where it is asked for", () => {
  expect(formatFailure(failure, { ...plain, verbose: true })).toContain("    at y");
});

test("a tab before the text is kept, so that the underline stands below it", () => {
  const where = { file: "a.ts", line: 1, column: 3, text: "\t(x", length: 1 };
  expect(formatFailure({ ...failure, where }, plain)).toContain("1 │ \t(x\n    │ \t ^\n");
});

test("colour changes nothing but the colour", () => {
  const colored = formatFailure(failure, { verbose: false, color: true });
  const start = String.fromCharCode(27);
  expect(colored.replaceAll(new RegExp(`${start}\\[\\d+m`, "g"), "")).toBe(formatFailure(failure, plain));
});

test("a place may be only a text, and a remedy may be missing", () => {
  const { code, message } = failure;
  expect(formatFailure({ code, message, where: "--set a=1" }, plain)).toBe(`error: ${message}\n  in --set a=1`);
});
