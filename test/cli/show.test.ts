import { readFileSync } from "node:fs";
import sharp from "sharp";
import { expect, test } from "vitest";
import { Rig } from "../rig.js";
import { nightly } from "../seed.js";

const FEATURES = `
  features:
    uses: tamiz/steps/features
    in: { images: resize.images }
    with: { bins: 4, angles: [0, 90], properties: [contrast, ASM] }
`;

test("shows pictures with their classes, and draws features", async () => {
  const rig = new Rig("photos");
  rig.write("pipeline.yaml", rig.read("pipeline.yaml") + FEATURES);
  expect((await rig.run("run")).code).toBe(0);

  const pictures = await rig.run("show", "resize");
  expect(pictures.stdout).toContain("16×16, grey, one byte a channel");
  const sheet = await sharp(rig.path("artifacts/sheets/resize-images.png")).metadata();
  // Eight across, and below each a line for the class and one for the name.
  expect([sheet.width, sheet.height]).toEqual([8 + 8 * 104, 8 + 8 * (96 + 2 * 14 + 4 + 8)]);

  const shown = await rig.run("show", "features");
  expect(shown.stdout).toContain("ASM_d5_a90");
  const names = ["features-table-histograms.svg", "features-table-projection.svg"];
  for (const name of names) expect(shown.stdout).toContain(`artifacts/sheets/${name}`);
  const [histograms = "", projection = ""] = names.map((name) =>
    readFileSync(rig.path("artifacts/sheets", name), "utf8"),
  );
  expect(histograms).toContain(">contrast_d5_a0</text>");
  expect(projection.match(/<use /g)?.length).toBe(60 + 5);
  for (const drawing of [histograms, projection]) {
    expect(drawing).toContain(">wallet<");
    // An SVG that no one can open throws.
    expect((await sharp(Buffer.from(drawing)).metadata()).format).toBe("svg");
  }
});

nightly(
  "a step that reads features takes them whatever their columns are, and a table of others is refused",
  async () => {
    const rig = new Rig("photos");
    const reader = (columns: string) => `import { defineStep, featureTable, float64, table, text, z } from "tamiz/step";
export default defineStep({
  about: "Counts.",
  in: { features: ${columns} },
  out: { table: table({ names: text }) },
  with: z.object({}),
  async run({ in: { features }, out }) {
    await out.table.write([{ names: String("names" in features ? features.names : (await features.all()).length) }]);
  },
});
`;
    rig.write("steps/any.ts", reader("featureTable"));
    rig.write("steps/some.ts", reader("table({ id: text, contrast_d5_a0: float64 })"));
    const count = (name: string, from: string) =>
      `\n  ${name}: { uses: ./steps/${name}.ts, in: { features: ${from} } }\n`;
    const pipeline = rig.read("pipeline.yaml") + FEATURES;
    rig.write("pipeline.yaml", pipeline + count("any", "features.table") + count("some", "features.table"));
    expect((await rig.run("run")).code).toBe(0);
    expect((await rig.run("show", "any")).stdout).toContain("contrast_d5_a0,ASM_d5_a0,contrast_d5_a90,ASM_d5_a90");
    expect((await rig.run("show", "some")).stdout).toContain("60");
    rig.write("pipeline.yaml", pipeline + count("any", "ingest.rejected"));
    const refused = await rig.run("status");
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain("others");
  },
);
