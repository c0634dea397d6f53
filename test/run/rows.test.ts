// Steps with `each` run for the rows that are new, and make the same bytes as a full run.
import { readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { Rig } from "../rig.js";
import { nightly } from "../seed.js";

const PIPELINE = `name: rows
params: { factor: 2 }
steps:
  list:
    uses: ./steps/list.ts
    in: { lines: ./data }
  double:
    uses: ./steps/double.ts
    in: { numbers: list.numbers }
    with: { factor: "\${{ params.factor }}" }
  evens:
    uses: ./steps/evens.ts
    in: { numbers: double.numbers }
  copies:
    uses: ./steps/copies.ts
    in: { numbers: list.numbers }
  dots:
    uses: ./steps/dots.ts
    in: { numbers: list.numbers }
  sizes:
    uses: ./steps/sizes.ts
    in: { files: ./data }
`;

const HEAD = `import { defineStep, files, float64, pixelTable, table, text, z } from "tamiz/step";
const numbers = table({ id: text, value: float64 });
`;

/** Each says with how many rows it was called. */
const STEPS = {
  list: `export default defineStep({
  about: "Lists numbers.", in: { lines: files }, out: { numbers }, with: z.object({}),
  async run({ in: { lines }, out }) {
    for (const file of await lines.list()) {
      const text = new TextDecoder().decode(await lines.read(file));
      await out.numbers.write(text.trim().split("\\n").map((line) => ({ id: line.split(" ")[0]!, value: Number(line.split(" ")[1]) })));
    }
  },
});`,
  double: `export default defineStep({
  about: "Multiplies.", in: { numbers }, out: { numbers }, with: z.object({ factor: z.number() }), each: "numbers",
  async run({ in: { numbers }, with: { factor }, out, log }) {
    log(numbers.rows + " rows");
    for await (const { id, value } of numbers.each()) await out.numbers.write([{ id, value: value * factor }]);
  },
});`,
  evens: `export default defineStep({
  about: "Leaves rows out.", in: { numbers }, out: { numbers }, with: z.object({}), each: "numbers",
  async run({ in: { numbers }, out, log }) {
    log(numbers.rows + " rows");
    for await (const row of numbers.each()) if (row.value % 4 === 0) await out.numbers.write([row]);
  },
});`,
  copies: `export default defineStep({
  about: "Makes two rows of each.", in: { numbers }, out: { numbers }, with: z.object({}), each: "numbers",
  async run({ in: { numbers }, out, log }) {
    log(numbers.rows + " rows");
    for await (const row of numbers.each()) await out.numbers.write([row, { ...row, id: row.id + "+" }]);
  },
});`,
  dots: `export default defineStep({
  about: "Draws.", in: { numbers }, out: { pictures: pixelTable }, with: z.object({}), each: "numbers",
  async run({ in: { numbers }, out, log }) {
    log(numbers.rows + " rows");
    for await (const { id, value } of numbers.each()) {
      await out.pictures.write({ id, width: 1, height: 1, channels: 1, data: Uint8Array.of(value) });
    }
  },
});`,
  sizes: `export default defineStep({
  about: "Measures files.", in: { files }, out: { numbers }, with: z.object({}), each: "files",
  async run({ in: { files }, out, log }) {
    const listed = await files.list();
    log(listed.length + " rows");
    for (const file of listed) await out.numbers.write([{ id: file.id, value: (await files.read(file)).byteLength }]);
  },
});`,
};

const EACH = ["double", "evens", "copies", "dots", "sizes"];
const ROWS = 700;

class Rows {
  readonly rig = new Rig("letters");
  readonly numbers = new Map(
    Array.from({ length: ROWS }, (_, index) => [`r${String(index).padStart(4, "0")}`, index % 200]),
  );

  constructor() {
    this.rig.write("pipeline.yaml", PIPELINE);
    for (const [name, text] of Object.entries(STEPS)) this.rig.write(`steps/${name}.ts`, `${HEAD}${text}\n`);
    rmSync(this.rig.path("data"), { recursive: true });
  }

  /** Runs, and tells how many rows each step was called with. */
  async run(...args: string[]): Promise<Record<string, number>> {
    const lines = [...this.numbers].sort(([a], [b]) => (a < b ? -1 : 1)).map(([id, value]) => `${id} ${value}`);
    this.rig.write("data/numbers.txt", `${lines.join("\n")}\n`);
    const { code, events } = await this.rig.events(...args);
    expect(code).toBe(0);
    const rows: Record<string, number> = {};
    for (const event of events) {
      if (event.type === "task-log") rows[event.task] = (rows[event.task] ?? 0) + Number.parseInt(event.message, 10);
    }
    return rows;
  }

  /** What the current results are, and what a run from nothing makes. */
  async compare(...args: string[]): Promise<void> {
    const lock = this.rig.read("pipeline.lock");
    rmSync(this.rig.path("artifacts/records"), { recursive: true });
    const rows = await this.run(...args);
    expect(EACH.filter((step) => rows[step] === undefined)).toEqual([]);
    expect(this.rig.read("pipeline.lock")).toBe(lock);
  }
}

test("changed, added and removed rows alone run, and the bytes are those of a full run", async () => {
  const project = new Rows();
  expect(await project.run()).toEqual({
    double: ROWS,
    evens: ROWS,
    copies: ROWS,
    dots: ROWS,
    sizes: expect.any(Number),
  });

  project.numbers.set("r0123", 77);
  const changed = await project.run();
  expect(changed).toMatchObject({ double: 1, evens: 1, dots: 1 });
  await project.compare();

  project.numbers.set("r0300x", 8).set("r0650x", 10).delete("r0007");
  expect(await project.run()).toMatchObject({ double: 2, evens: 2, dots: 2 });
  await project.compare();

  // A part of which nothing is left to compute is made of known rows alone.
  project.numbers.delete("r0200");
  expect((await project.run()).double ?? 0).toBe(0);
  await project.compare();
});

test("the largest part is begun first, and where one fails the others of its task are not begun", async () => {
  const project = new Rows();
  const begun = async () => {
    const { code, events } = await project.rig.events("double", "--jobs", "1", "--force");
    const logs = events.flatMap((event) =>
      event.type === "task-log" && event.task === "double" ? [event.message] : [],
    );
    return { code, rows: logs.map((message) => Number.parseInt(message, 10)) };
  };
  await project.run("list");
  const all = await begun();
  expect(all.rows.length).toBeGreaterThan(1);
  expect(all.rows).toEqual(all.rows.toSorted((a, b) => b - a));
  project.rig.replace("steps/double.ts", '" rows");', '" rows"); throw new Error("broken");');
  expect(await begun()).toEqual({ code: 1, rows: all.rows.slice(0, 1) });
});

nightly("with other parameters every row runs, and rows of the former ones are not taken over", async () => {
  const project = new Rows();
  await project.run();
  project.numbers.set("r0123", 77);
  const rows = await project.run("--set", "params.factor=3");
  expect(rows).toMatchObject({ double: project.numbers.size, dots: 1 });
  await project.compare("--set", "params.factor=3");
});

nightly("files of a source are rows too", async () => {
  const project = new Rows();
  for (let index = 0; index < 20; index++) project.rig.write(`data/z${index}.txt`, `z${index} 1\n`);
  expect(await project.run()).toMatchObject({ sizes: 21 });
  project.rig.write("data/z5.txt", "z5 10\n");
  expect(await project.run()).toMatchObject({ sizes: 1 });
  await project.compare();
});

nightly("known rows that are damaged are made anew", async () => {
  const project = new Rows();
  await project.run();
  const shown = project.rig.path("artifacts/double/numbers");
  for (const name of readdirSync(shown)) writeFileSync(join(shown, name), "damaged");
  project.numbers.set("r0123", 77);
  expect((await project.run()).double).toBe(ROWS);
  await project.compare();
});

test("what a step remembers of files is not computed again, but for other code or parameters", async () => {
  const rig = new Rig("letters");
  rig.write(
    "pipeline.yaml",
    "name: x\nsteps: { look: { uses: ./steps/look.ts, in: { texts: ./data }, with: { plus: 0 } } }\n",
  );
  rig.write(
    "steps/look.ts",
    `import { defineStep, files, float64, table, text, z } from "tamiz/step";
export default defineStep({
  about: "Measures files.", in: { texts: files }, out: { sizes: table({ id: text, size: float64 }) }, with: z.object({ plus: z.int() }),
  async run({ in: { texts }, with: { plus }, out, remember, log }) {
    for (const file of await texts.list()) {
      const size = await remember("size", file.digest, async () => {
        log("reads " + file.id);
        return (await texts.read(file)).byteLength + plus;
      });
      await out.sizes.write([{ id: file.id, size }]);
    }
  },
});
`,
  );
  const read = async (...args: string[]) =>
    (await rig.events(...args)).events.flatMap((event) => (event.type === "task-log" ? [event.message] : []));
  const all = await read();
  expect(all.length).toBeGreaterThan(1);
  rig.write("data/new.txt", "new");
  expect(await read()).toEqual(["reads new.txt"]);
  const sizes = rig.read("pipeline.lock");
  expect((await read("--set", "look.with.plus=1")).length).toBe(all.length + 1);
  expect(await read("--force")).toHaveLength(all.length + 1);
  expect(rig.read("pipeline.lock")).toBe(sizes);
  const [note = ""] = readdirSync(rig.path("artifacts/derived/notes"));
  rig.replace(join("artifacts/derived/notes", note), "\t3", "\t4");
  rig.write("data/new.txt", "newer");
  expect(await read()).toHaveLength(all.length + 1);
});
