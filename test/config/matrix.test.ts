import { expect, test } from "vitest";
import { combine } from "../../lib/config/matrix.js";
import { load, refusal } from "./load-text.js";

const file = (train: string) => `name: x
params: { folds: 2, on: false }
steps:
  train:
    uses: ./t.ts
${train}`;

test("cells are the product of the axes, in order", async () => {
  const { steps } = await load(
    file(`    matrix: { network: [small, large], fold: "\${{ range(1, params.folds) }}" }
    with: { name: "\${{ matrix.network }}-\${{ matrix.fold }}", fold: "\${{ matrix.fold }}" }
`),
  );
  expect(steps[0]!.matrix).toBe(true);
  expect(steps[0]!.cells).toEqual([
    { axes: { network: "small", fold: 1 }, with: { name: "small-1", fold: 1 } },
    { axes: { network: "small", fold: 2 }, with: { name: "small-2", fold: 2 } },
    { axes: { network: "large", fold: 1 }, with: { name: "large-1", fold: 1 } },
    { axes: { network: "large", fold: 2 }, with: { name: "large-2", fold: 2 } },
  ]);
});

test("of any axes, each combination stands once", () => {
  for (const lengths of [[1], [3, 1, 2], [2, 5, 3], [4, 4, 1, 2]]) {
    const axes = lengths.map((length, axis) => [`a${axis}`, Array.from({ length }, (_, value) => value)]);
    const cells = combine(Object.fromEntries(axes), [], () => "");
    expect(cells).toHaveLength(lengths.reduce((product, length) => product * length, 1));
    const texts = cells.map((cell) => Object.values(cell).join(" "));
    expect(new Set(texts).size).toBe(cells.length);
    expect(texts.toSorted()).toEqual(texts);
  }
});

test("a matrix that would never end is refused", () => {
  const long = Array.from({ length: 1000 }, (_, value) => value);
  expect(() => combine({ a: long, b: long }, [], () => "")).toThrow("more than 10,000 cells");
});

test.each([
  ['    with: { a: "${{ matrix.fold }}" }\n', "expression", /no "matrix" to look up here/, "6:21 matrix"],
  [
    '    matrix: { fold: [1] }\n    with: { a: "${{ matrix.fodl }}" }\n',
    "expression",
    /did you mean "fold"/,
    "7:28 fodl",
  ],
  ['    matrix: { fold: [1] }\n    when: "${{ matrix.fold }}"\n', "expression", /no "matrix"/, "7:16 matrix"],
  ['    matrix: { a: [1], b: ["${{ matrix.a }}"] }\n', "expression", /no "matrix"/, "6:32 matrix"],
])("matrix values are for `with` of a step that has a matrix: %s", async (train, code, message, at) => {
  const refused = await refusal(file(train));
  expect(refused).toMatchObject({ code, at });
  expect(refused.message).toMatch(message);
});

test("a step that is off is dropped, and so are the inputs that it would fill; which are remembered", async () => {
  const { steps } = await load(
    file(`    when: "\${{ params.on }}"
    matrix: { fold: "\${{ range(1, params.on) }}" }
  score:
    uses: ./s.ts
    in: { runs: train.runs, photos: ./photos }
  again:
    like: train
`),
  );
  expect(steps.map(({ name }) => name)).toEqual(["score"]);
  expect(Object.keys(steps[0]!.in)).toEqual(["photos"]);
  expect(steps[0]!.absent).toEqual({ runs: "train" });
});
