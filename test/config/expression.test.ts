import { expect, test } from "vitest";
import { evaluate } from "../../lib/config/expression.js";

const scope = { params: { a: 3, list: [1, 2], text: "x", off: false, deep: { b: "c" } } };

test.each([
  ["${{ params.a }}", 3],
  ["${{params.list}}", [1, 2]],
  ["${{ params.deep.b }}", "c"],
  ["${{ range(1, params.a) }}", [1, 2, 3]],
  ["${{ range(2, 1) }}", []],
  ["${{ len(params.list) }}", 2],
  ["${{ not(params.off) }}", true],
  ["${{ eq(params.text, 'x') }}", true],
  ["${{ eq(len(range(1, 4)), 4) }}", true],
  ["${{ -1.5 }}", -1.5],
  ["a ${{ params.a }} b ${{ params.text }}", "a 3 b x"],
  ["plain", "plain"],
])("%s", (text, value) => {
  expect(evaluate(text, scope)).toEqual(value);
});

test.each([
  ["${{ params.b }}", 'params has no "b"'],
  ["${{ parms.a }}", 'did you mean "params"'],
  ["${{ range(1) }}", "range takes 2 values"],
  ["${{ constructor(1) }}", 'no function "constructor"'],
  ["${{ params.__proto__ }}", 'params has no "__proto__"'],
  ["${{ range(1, 2 }}", "cannot be read"],
  ["${{ }}", "cannot be read"],
  ["${{ 1 2 }}", "cannot be read"],
])("%s is refused", (text, message) => {
  expect(() => evaluate(text, scope)).toThrow(message);
});
