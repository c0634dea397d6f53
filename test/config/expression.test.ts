import { expect, test } from "vitest";
import { parseTemplate } from "../../lib/config/template.js";
import type { Json } from "../../lib/digest.js";
import { refusal } from "./load-text.js";

const scope = { params: { seed: 7, name: "net", on: true, list: [1, 2], deep: { er: { x: null } }, "a-b": 1.5 } };

function value(written: Json): Json {
  const template = parseTemplate(written, [], ({ cause }) => {
    throw cause;
  });
  return template(scope);
}

test.each<[string, Json]>([
  ["${{ params.seed }}", 7],
  ["  ${{params.seed}} ", 7],
  ["${{ params.on }}", true],
  ["${{ params.list }}", [1, 2]],
  ["${{ params.deep.er }}", { x: null }],
  ["${{ params.deep.er.x }}", null],
  ["${{ params.a-b }}", 1.5],
  ["${{ range(1, 3) }}", [1, 2, 3]],
  ["${{ range(-1, params.seed) }}", [-1, 0, 1, 2, 3, 4, 5, 6, 7]],
  ["${{ range(2, 1) }}", []],
  ["${{ len(params.list) }}", 2],
  ["${{ not(eq(len(range(1, 3)), 3)) }}", false],
  ["${{ eq(params.name, 'net') }}", true],
  ["${{ eq(params.list, range(1, 2)) }}", true],
  ["${{ eq(7, '7') }}", false],
  ["${{ -2.5 }}", -2.5],
  ["${{ null }}", null],
  ["${{ 'it''s }} a ${{ text' }}", "it's }} a ${{ text"],
  ["${{ params.name }}-${{ params.seed }}.h5", "net-7.h5"],
  ["a ${{ params.on }} b", "a true b"],
  ["no expression: $ { } }} $${", "no expression: $ { } }} $${"],
])("%s", (written, expected) => {
  expect(value(written)).toEqual(expected);
});

test("expressions are replaced wherever they stand in a value; other types stay", () => {
  expect(value({ a: ["${{ params.seed }}", 1, null], b: { c: "${{ params.name }}!" } })).toEqual({
    a: [7, 1, null],
    b: { c: "net!" },
  });
});

test.each<[string, RegExp, string]>([
  ["${{ params.sed }}", /params has no "sed"; did you mean "seed"/, "sed"],
  ["${{ parms.seed }}", /no "parms" to look up here; did you mean "params"/, "parms"],
  ["${{ matrix.fold }}", /no "matrix" to look up here/, "matrix"],
  ["${{ params.seed.x }}", /params.seed has no "x"/, "x"],
  ["${{ params.constructor }}", /has no "constructor"/, "constructor"],
  ["${{ toString.call }}", /no "toString"/, "toString"],
  ["${{ constructor(1) }}", /no function "constructor"/, "constructor"],
  ["${{ rang(1, 2) }}", /no function "rang"; did you mean "range"/, "rang"],
  ["${{ range(1) }}", /range takes 2 values, not 1/, "range"],
  ["${{ range(1, 'x') }}", /range cannot take 1, "x"/, "range"],
  ["${{ range(1, 1000000000) }}", /range cannot take/, "range"],
  ["${{ range(1, 2.5) }}", /range cannot take/, "range"],
  ["${{ len(params.name) }}", /len cannot take "net"/, "len"],
  ["${{ not(1) }}", /not cannot take 1/, "not"],
  ["${{ params }}", /"params" alone is no value/, "params"],
  ["${{ }}", /ends too early/, "}}"],
  ["${{ params.seed", /a "}}" belongs here/, "d"],
  ["${{ params.seed }", /a "}}" belongs here/, "}"],
  ["${{ range(1 2) }}", /a "," belongs here/, "2"],
  ["${{ range(1, 2 }}", /a "," belongs here/, "}}"],
  ["${{ range(1, }}", /ends too early/, "}}"],
  ["${{ 1 + 2 }}", /a "}}" belongs here/, "+"],
  ['${{ "text" }}', /single quotes/, '"'],
  ["${{ 'text }}", /closing ' is missing/, "'"],
  ["a ${{ params.list }} b", /a list cannot stand inside a text/, "${{ params.list }}"],
])("%s is refused", (written, message, underlined) => {
  expect(() => value(written)).toThrow(
    expect.objectContaining({ message: expect.stringMatching(message), remedy: expect.stringMatching(/./) }),
  );
  try {
    value(written);
  } catch (error) {
    const { start, length } = (error as { span: { start: number; length: number } }).span;
    expect(written.slice(start, start + length)).toBe(underlined);
  }
});

test.each([
  ['"a ${{ params.sed }}"', "7:24 sed"],
  ["'${{ eq(''a'', params.sed) }}'", "7:10 '${{ eq(''a'', params.sed) }}'"],
  ["a ${{ rang(1, 2) }}", "7:16 rang"],
  ["|\n        two lines of\n        ${{ params.sed }}", "7:10 |"],
])("in a file, the very characters are underlined where quoting leaves them as they are: %s", async (scalar, at) => {
  const text = `name: x\nparams: { seed: 1 }\nsteps:\n  train:\n    uses: ./t.ts\n    with:\n      a: ${scalar}\n`;
  expect((await refusal(text)).at).toBe(at);
});
