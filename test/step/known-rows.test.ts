import { expect, test } from "vitest";
import { float64, text } from "../../lib/artifact/column.js";
import type { Manifest } from "../../lib/artifact/manifest.js";
import { table } from "../../lib/artifact/table.js";
import { PipelineError } from "../../lib/error.js";
import { takeKnownRows } from "../../lib/step/known-rows.js";
import { Memory } from "../image/memory.js";

const type = table({ id: text, value: float64 });
const formats = { input: type.rows!, outputs: { doubled: type.rows! } };
type Rows = Readonly<Record<string, number>>;

class World {
  readonly memory = new Memory();
  /** Ids of the rows that the step was called with. */
  readonly called: string[] = [];

  async write(rows: Rows): Promise<Manifest> {
    const sink = type.create(this.memory);
    await sink.writer.write(Object.entries(rows).map(([id, value]) => ({ id, value })));
    return (await sink.close())!;
  }

  /** Takes over what it can, by a step that doubles; undefined where it must run as a whole. */
  async take(part: Rows, known: readonly { input: Rows; doubled: Rows }[], objects = this.memory) {
    const parts = [];
    for (const { input, doubled } of known) {
      parts.push({ input: await this.write(input), outputs: { doubled: await this.write(doubled) } });
    }
    return takeKnownRows(await this.write(part), parts, formats, objects, async (rest, drafts) => {
      const sink = type.create(drafts);
      for await (const { id, value } of type.open(rest, drafts).each()) {
        this.called.push(id);
        await sink.writer.write([{ id, value: 2 * value }]);
      }
      return { doubled: await sink.close() };
    });
  }
}

test("rows are taken from several parts, and only the others run", async () => {
  const world = new World();
  const known = [
    { input: { a: 1, b: 2 }, doubled: { a: 2, b: 4 } },
    { input: { c: 3 }, doubled: { c: 6 } },
  ];
  const made = await world.take({ a: 1, b: 5, c: 3, d: 4 }, known);
  expect(made).toEqual({ doubled: await world.write({ a: 2, b: 10, c: 6, d: 8 }) });
  expect(world.called).toEqual(["b", "d"]);
});

test("a step reads the rows that are not known as it reads any: the columns that it names, anew each time", async () => {
  const world = new World();
  const known = [{ input: await world.write({ a: 1 }), outputs: { doubled: await world.write({ a: 2 }) } }];
  const part = await world.write({ a: 1, b: 5 });
  let read: unknown;
  await takeKnownRows(part, known, formats, world.memory, async (rest, drafts) => {
    const reader = type.open(rest, drafts);
    for (const row of await reader.all()) Object.assign(row, { value: 0 });
    read = [await reader.all(["value"]), await reader.all()];
    const sink = type.create(drafts);
    await sink.writer.write(await reader.all());
    return { doubled: await sink.close() };
  });
  expect(read).toEqual([[{ value: 5 }], [{ id: "b", value: 5 }]]);
});

test("what is not of the part's own rows is no ground to take anything", async () => {
  const world = new World();
  expect(await world.take({ a: 1 }, [{ input: { a: 1 }, doubled: { a: 2, x: 9 } }])).toBeUndefined();
  expect(await world.take({ a: 1 }, [{ input: { a: 2 }, doubled: { a: 4 } }])).toBeUndefined();
});

test("former parts that are gone or damaged by now are no loss, other failures are told", async () => {
  const world = new World();
  const known = [{ input: { a: 1 }, doubled: { a: 2 } }];
  const gone = (await world.write({ a: 2 })).parts[0]?.digest;
  const failing = (error: Error) =>
    Object.assign(Object.create(world.memory), {
      read: async (digest: string) => {
        if (digest === gone) throw error;
        return world.memory.read(digest as NonNullable<typeof gone>);
      },
    });
  for (const code of ["object-missing", "object-damaged"]) {
    const error = new PipelineError({ code, message: "gone" });
    expect(await world.take({ a: 1, b: 2 }, known, failing(error))).toBeUndefined();
  }
  await expect(world.take({ a: 1, b: 2 }, known, failing(new Error("EIO")))).rejects.toThrow("EIO");
});
