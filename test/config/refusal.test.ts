import { expect, test } from "vitest";
import { load, refusal } from "./load-text.js";

const head = "name: x\nparams: { epochs: 3 }\nsteps:\n";
const train = "  train:\n    uses: ./t.ts\n";

test.each([
  ["a syntax error", "name: x\nsteps: [\n", "yaml-syntax", /not YAML/, /^[23]:/],
  ["a tab", "name: x\nsteps:\n\ta: 1\n", "yaml-syntax", /[Tt]abs/, /^3:1/],
  ["a mapping in a value", "name: x\nsteps: a: b\n", "yaml-syntax", /not YAML/, /^2:8/],
  ["an unknown alias", "name: *x\n", "yaml-syntax", 'there is no anchor "&x" above', "1:7 *x"],
  ["an alias within itself", "name: x\nparams: &p { a: *p }\n", "yaml-syntax", /within itself/, "2:17 *p"],
  ["a key twice", `${head}${train}  train:\n    uses: ./u.ts\n`, "duplicate-key", /the key train/, "6:3 train"],
  ["an empty file", "# nothing\n", "empty-file", "the file is empty", /pipeline.yaml/],
  ["a list", "- 1\n", "wrong-value", "the file must be a mapping, not a list", /pipeline.yaml/],
  ["no steps", "name: x\n", "missing-key", "steps is missing", /pipeline.yaml/],
  ["an unknown key", `${head}${train}    wiht: { a: 1 }\n`, "unknown-key", /did you mean "with"/, "6:5 wiht"],
  [
    "an unknown key at the top",
    "name: x\nstep: {}\n",
    "unknown-key",
    /the file takes no "step"; did you mean "steps"\? \(and 1 more\)/,
    "2:1 step",
  ],
  ["an unknown resource", `${head}${train}    resources: { cpus: 2 }\n`, "unknown-key", /"cpu"/, "6:18 cpus"],
  ["a wrong cpu", `${head}${train}    resources: { cpu: many }\n`, "wrong-value", /cpu must be a whole/, "6:23 many"],
  ["half a core", `${head}${train}    resources: { cpu: 0.5 }\n`, "wrong-value", /not 0.5/, "6:23 0.5"],
  [
    "a cpu of params",
    `${head}${train}    resources: { cpu: "\${{ eq(1, 1) }}" }\n`,
    "wrong-value",
    /cpu .* true/,
    /^6:23/,
  ],
  ["a number as text", `${head}  train:\n    uses: 5\n`, "wrong-value", /uses must be text, not 5/, "5:11 5"],
  ["nulls for a step", `${head}  train:\n`, "wrong-value", /must be a mapping, not null/, /^4:3/],
  ["no module", `${head}  train:\n    with: { a: 1 }\n`, "missing-uses", /"train" names no step module/, "4:3 train"],
  ["capitals", `${head}  Train:\n    uses: ./t.ts\n`, "wrong-name", /"Train" must be of a-z/, "4:3 Train"],
  [
    "a reserved name",
    `${head}  objects:\n    uses: ./t.ts\n`,
    "reserved-name",
    /cannot be called "objects"/,
    "4:3 objects",
  ],
  ["like no step", `${head}${train}  folds:\n    like: trian\n`, "unknown-step", /did you mean "train"/, "7:11 trian"],
  ["like itself", `${head}  a:\n    like: a\n`, "like-cycle", /a → a/, "5:11 a"],
  ["like in a circle", `${head}  a: { like: b }\n  b: { like: a }\n`, "like-cycle", /a → b → a/, "5:14 a"],
  [
    "an unknown step",
    `${head}${train}    in: { a: trane.x }\n  t: { uses: ./t.ts }\n`,
    "unknown-step",
    /"trane"/,
    "6:14 trane.x",
  ],
  ["its own output", `${head}${train}    in: { a: train.x }\n`, "cycle", /its own output/, "6:14 train.x"],
  [
    "no output",
    `${head}${train}  b: { uses: ./b.ts, in: { a: train } }\n`,
    "missing-output",
    /"train" is a step/,
    "6:31 train",
  ],
  [
    "a missing digest",
    `${head}${train}    in: { a: { url: "http://a.b/c" } }\n`,
    "missing-key",
    /sha256 is missing/,
    "6:11 a",
  ],
  [
    "a short digest",
    `${head}${train}    in: { a: { url: "http://a.b/c", sha256: abc } }\n`,
    "wrong-value",
    /64 digits/,
    "6:45 abc",
  ],
  [
    "a file address",
    `${head}${train}    in: { a: { url: "file:///c", sha256: "${"0".repeat(64)}" } }\n`,
    "wrong-value",
    /http:/,
    /^6:21/,
  ],
  [
    "an address of a folder",
    `${head}${train}    in: { a: { url: "http://a.b/", sha256: "${"0".repeat(64)}" } }\n`,
    "wrong-value",
    /no file name/,
    /^6:21/,
  ],
  [
    "a file above",
    `${head}${train}    in: { a: { download: { ../x: { url: "http://a.b/c", sha256: "${"0".repeat(64)}" } } } }\n`,
    "wrong-name",
    /without \.\./,
    "6:28 ../x",
  ],
  ["a wrong when", `${head}${train}    when: no\n`, "wrong-value", /must be true, false/, "6:11 no"],
  ["a when of another type", `${head}${train}    when: "\${{ params.epochs }}"\n`, "wrong-value", /is 3/, /^6:11/],
  ["an axis of nothing", `${head}${train}    matrix: { fold: [] }\n`, "wrong-value", /at least one/, "6:15 fold"],
  [
    "an axis that is no list",
    `${head}${train}    matrix: { fold: "\${{ params.epochs }}" }\n`,
    "wrong-value",
    /"fold" is 3/,
    /^6:21/,
  ],
  [
    "an unquoted expression",
    `${head}${train}    with: { a: \${{ params.epochs }} }\n`,
    "yaml-syntax",
    /not YAML/,
    /^6:/,
  ],
  [
    "an expression in params",
    'name: x\nparams: { a: "${{ params.b }}" }\nsteps: {}\n',
    "expression",
    /plain value/,
    /^2:14/,
  ],
])("%s is refused", async (_, text, code, message, at) => {
  const refused = await refusal(text);
  expect(refused).toMatchObject({ code, remedy: expect.stringMatching(/./) });
  expect(refused.message).toMatch(message);
  expect(refused.at).toMatch(at);
});

test("further issues are counted", async () => {
  const { message } = await refusal("name: 5\nparams: 3\nsteps: 2\n");
  expect(message).toBe("name must be text, not 5 (and 2 more)");
});

test("a cycle names the steps in order", async () => {
  const text = `${head}  a: { uses: ./a.ts, in: { x: b.o } }
  b: { uses: ./b.ts, in: { x: c.o } }
  c: { uses: ./c.ts, in: { x: b.o } }
`;
  const { message, at } = await refusal(text);
  expect(message).toBe("the steps form a cycle: b → c → b");
  expect(at).toBe("6:31 b.o");
});

test("a circle through a step that is off is none", async () => {
  const text = `${head}  a: { uses: ./a.ts, in: { x: b.o } }\n  b: { uses: ./b.ts, when: false, in: { x: a.o } }\n`;
  expect((await load(text)).steps.map(({ name }) => name)).toEqual(["a"]);
});
