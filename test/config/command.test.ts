import { expect, test } from "vitest";
import { load, refusal } from "./load-text.js";

const head = "name: x\nparams: { hours: 2, keep: true, times: 3 }\nsteps:\n";
const clean = "  clean:\n    run: sh clean.sh\n    out: { kept: files }\n";
const step = async (text: string, name = "clean") => {
  const { steps } = await load(`${head}${text}`);
  const found = steps.find((one) => one.name === name);
  if (found === undefined) throw new Error(`no step ${name}`);
  return found;
};

test("a command with its outputs, and limits with expressions", async () => {
  const text = `  clean:
    run: "sh clean.sh \${{ params.times }}"
    out: { kept: files, page: document, table: { id: text, score: float64? } }
    cache: "\${{ params.keep }}"
    timeout: "\${{ params.hours }}h"
    retries: "\${{ params.times }}"
`;
  expect(await step(text)).toMatchObject({
    uses: "",
    command: {
      run: "sh clean.sh 3",
      out: { kept: "files", page: "document", table: { id: "text", score: "float64?" } },
    },
    ...{ cache: true, timeout: 7_200_000, retries: 3 },
  });
});

test("`like` inherits a command, and can put another in its place, or a step module", async () => {
  const like = "  other:\n    like: clean\n";
  expect((await step(`${clean}${like}`, "other")).command).toEqual({ run: "sh clean.sh", out: { kept: "files" } });
  expect((await step(`${clean}${like}    run: sh other.sh\n`, "other")).command?.run).toBe("sh other.sh");
  const module = await step(`${clean}${like}    run: null\n    out: { kept: null }\n    uses: ./other.ts\n`, "other");
  expect(module).toMatchObject({ uses: "./other.ts", command: undefined });
});

test.each([
  [90, 90_000],
  ["90s", 90_000],
  ["1.5h", 5_400_000],
  ["10 m", 600_000],
])("a timeout of %s", async (written, ms) => {
  expect((await step(`${clean}    timeout: ${written}\n`)).timeout).toBe(ms);
});

test.each([
  ["both", `${clean}    uses: ./a.ts\n`, "wrong-value", /both `uses` and `run`/, "5:5 run"],
  ["no outputs", "  clean: { run: a }\n", "missing-key", /declares no output/, "4:12 run"],
  [
    "outputs of a module",
    "  clean: { uses: ./a.ts, out: { a: files } }\n",
    "wrong-value",
    /`out`, but no `run`/,
    "4:26 out",
  ],
  [
    "an unknown output",
    "  clean: { run: a, out: { a: picture } }\n",
    "wrong-value",
    /files, document, or a mapping/,
    "4:30 picture",
  ],
  [
    "an unknown type",
    "  clean: { run: a, out: { a: { b: int64 } } }\n",
    "wrong-value",
    /must be text, int32/,
    "4:35 int64",
  ],
  ["no columns", "  clean: { run: a, out: { a: {} } }\n", "wrong-value", /"a" .* has no columns/, "4:27 a"],
  [
    "an empty command",
    '  clean: { run: " ", out: { a: files } }\n',
    "wrong-value",
    /run of step "clean" is " "/,
    '4:17 " "',
  ],
  [
    "an axis in a command",
    `  clean: { run: "\${{ matrix.a }}", matrix: { a: [1] }, out: { a: files } }\n`,
    "expression",
    /no "matrix"/,
    /^4:/,
  ],
  ["a timeout in days", `${clean}    timeout: 2d\n`, "wrong-value", /such as 90s, 10m or 2h/, "7:14 2d"],
  ["no time", `${clean}    timeout: 0\n`, "wrong-value", /a number of seconds/, "7:14 0"],
  ["weeks", `${clean}    timeout: "\${{ eq(1, 1) }}"\n`, "wrong-value", /timeout of step "clean" is true/, /^7:14/],
  ["too many retries", `${clean}    retries: 11\n`, "wrong-value", /from 0 to 10/, "7:14 11"],
  ["a cache of words", `${clean}    cache: never\n`, "wrong-value", /true, false or/, "7:12 never"],
])("%s is refused", async (_, text, code, message, at) => {
  const refused = await refusal(`${head}${text}`);
  expect(refused.code).toBe(code);
  expect(refused.message).toMatch(message);
  expect(refused.at).toMatch(at instanceof RegExp ? at : new RegExp(`^${at.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}$`));
  expect(refused.remedy).toBeTruthy();
});
