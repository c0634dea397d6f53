// Steps that run a command: what they find, what they leave, and how they go wrong.
import { readFileSync, realpathSync } from "node:fs";
import { expect, test } from "vitest";
import { photo } from "../../image/pictures.js";
import { Rig } from "../../rig.js";

const ALL = ["clean", "measure", "join"];
const PAGE = "long/alpha.txt ALPHA\nlong/delta.txt DELTA-DELTA\nalpha.txt 6 2.00 null\ndelta.txt 12 4.00 long\n";

/** One step `only` that runs a command on the texts, with one output. */
function commandRig(run: string, out = "kept: files", more = ""): Rig {
  const rig = new Rig("commands");
  const step = `  only:\n    run: ${JSON.stringify(run)}\n    in: { texts: ./data }\n    out: { ${out} }\n${more}`;
  rig.write("pipeline.yaml", `name: only\nsteps:\n${step}`);
  return rig;
}

test("files, a document and a table go to other commands and to a step in TypeScript, and are cached", async () => {
  const rig = new Rig("commands");
  const first = await rig.events();
  expect(first.code).toBe(0);
  expect(first.ran).toEqual(ALL);
  expect(first.events).toContainEqual(
    expect.objectContaining({ type: "task-log", task: "clean", message: "kept 2 texts" }),
  );
  expect(rig.read("artifacts/join/page/page.txt")).toBe(PAGE);
  expect(rig.read("artifacts/clean/page/kept.txt")).toBe("alpha.txt\ndelta.txt\n");
  expect(rig.read("artifacts/clean/kept/long/alpha.txt")).toBe("ALPHA\n");
  expect((await rig.events()).ran).toEqual([]);
  expect((await rig.run("verify")).stdout).toContain("reproduced: 3 tasks, 4 artifacts");
});

test("it finds a little of the user's environment, its parameters, and one file or a folder", async () => {
  const more = "    with: { max-size: 3, list: [1, a], text: plain }\n    env: [DECLARED]\n";
  const rig = commandRig(
    "env > $OUT_PAGE/env.txt; ls $IN_TEXTS > $OUT_PAGE/texts.txt; pwd >> $OUT_PAGE/texts.txt",
    "page: document",
    more,
  );
  rig.replace("pipeline.yaml", "texts: ./data }", "texts: ./data, one: ./data/be.txt, single: ./one }");
  rig.write("one/only.txt", "1");
  rig.env = { DECLARED: "yes", SECRET: "no", LC_NUMERIC: "C" };
  expect((await rig.run("run")).code).toBe(0);
  const env = Object.fromEntries(
    rig
      .read("artifacts/only/page/env.txt")
      .trim()
      .split("\n")
      .map((line) => line.split(/=(.*)/s) as [string, string]),
  );
  expect(env).toMatchObject({
    WITH_MAX_SIZE: "3",
    WITH_LIST: '[1,"a"]',
    WITH_TEXT: "plain",
    DECLARED: "yes",
    TZ: "UTC",
    LC_NUMERIC: "C",
  });
  expect(env.SECRET).toBeUndefined();
  expect(env.IN_ONE).toMatch(/\/be\.txt$/);
  expect(env.IN_SINGLE).toMatch(/\/single$/);
  expect(rig.read("artifacts/only/page/texts.txt")).toBe(`alpha.txt\nbe.txt\ndelta.txt\n${realpathSync(rig.folder)}\n`);
  expect((await rig.run("describe", "only")).stdout).toMatch(/texts +any +\$IN_TEXTS\n.*page +document +\$OUT_PAGE/s);
});

test("a matrix runs it once a cell, and a list is a folder for each cell", async () => {
  const rig = commandRig(
    "cat $IN_TEXTS/$WITH_NAME.txt > $OUT_KEPT/it.txt",
    "kept: files",
    '    matrix: { name: [alpha, be] }\n    with: { name: "${{ matrix.name }}" }\n',
  );
  rig.write(
    "pipeline.yaml",
    `${rig.read("pipeline.yaml")}  all:\n    run: cat $IN_PARTS/name=alpha/it.txt $IN_PARTS/name=be/it.txt > $OUT_PAGE/all.txt\n    in: { parts: only.kept }\n    out: { page: document }\n`,
  );
  expect((await rig.events()).ran.toSorted()).toEqual(["all", "only[name=alpha]", "only[name=be]"]);
  expect(rig.read("artifacts/all/page/all.txt")).toBe("alpha\nbe\n");
});

test("ingest reads photos that a command has left", async () => {
  const rig = commandRig("cp -R $IN_TEXTS/cat $IN_TEXTS/dog $OUT_KEPT");
  const step = "  ingest: { uses: tamiz/steps/ingest, in: { photos: only.kept } }\n";
  rig.write("pipeline.yaml", `${rig.read("pipeline.yaml")}${step}`);
  for (const [index, name] of ["cat/a.jpg", "cat/b.jpg", "dog/a.jpg", "dog/b.jpg"].entries()) {
    rig.write(`data/${name}`, await photo(index));
  }
  expect((await rig.run("run")).stdout).toContain("4 pictures of 2 classes from class folders");
  expect((await rig.run("verify", "ingest")).code).toBe(0);
});

test("each way to fail is told, and the others run", async () => {
  const ways: readonly (readonly [run: string, message: RegExp])[] = [
    ["echo one; echo two >&2; exit 3", /`echo one;.*` ended with exit code 3\n +│ one\n +│ two/s],
    ["no-such-program", /was not found \(exit code 127\).*put it on the PATH/s],
    ["kill -9 $$", /was killed \(SIGKILL\)/],
    ["true", /without leaving anything at \$OUT_KEPT/],
    ["rm -r $OUT_KEPT", /without leaving anything at \$OUT_KEPT/],
    ["ln -s $PWD/pipeline.yaml $OUT_KEPT/be.txt", /a link "be.txt" in "kept" that leads to no file of that folder/],
    ["ln -s nowhere $OUT_KEPT/be.txt", /a link "be.txt" in "kept"/],
    ["ln -s $IN_TEXTS $OUT_KEPT/all", /a link "all" in "kept"/],
    ["mkfifo $OUT_KEPT/pipe", /"pipe" in "kept", which is neither a file nor a folder/],
    ["./data/be.txt", /ended with exit code 126.*chmod \+x/s],
  ];
  expect(await failures(ways.map(([run]) => ({ run, out: "kept: files" })))).toEqual(
    ways.map(([, message]) => expect.stringMatching(message)),
  );
});

/** What is said of each of these commands, all of which fail, as the steps of one pipeline. */
async function failures(commands: readonly { readonly run: string; readonly out: string }[]): Promise<string[]> {
  const rig = new Rig("commands");
  const steps = commands.map(
    ({ run, out }, index) =>
      `  way-${index}: { run: ${JSON.stringify(run)}, in: { texts: ./data }, out: { ${out} } }\n`,
  );
  rig.write("pipeline.yaml", `name: ways\nsteps:\n${steps.join("")}`);
  const { code, stdout } = await rig.run("run");
  expect(code).toBe(1);
  const said = stdout.split(/^(?=[▸✗✓] |failed in)/m);
  return commands.map((_, index) => said.filter((block) => block.startsWith(`✗ way-${index}\n`)).join(""));
}

test("links to an output's or an input's files are taken for these, and names with a dot are left out", async () => {
  const rig = commandRig(
    "echo x > $OUT_KEPT/a; ln -s a $OUT_KEPT/b; cp -R $IN_TEXTS $OUT_KEPT/c; touch $OUT_KEPT/.hidden",
  );
  expect((await rig.run("run")).code).toBe(0);
  expect((await rig.run("show", "only.kept")).stdout).toContain("only.kept — files, 5 files");
  expect(rig.read("artifacts/only/kept/c/alpha.txt")).toBe("alpha\n");
  expect(rig.read("artifacts/only/kept/b")).toBe("x\n");
  expect(rig.exists("artifacts/only/kept/.hidden")).toBe(false);
});

const table = (column: string, value: string) =>
  `node -e 'const p = require(fs.realpathSync("node_modules/tamiz") + "/node_modules/parquetjs-lite");
  (async () => {
    const w = await p.ParquetWriter.openFile(new p.ParquetSchema({ ${column} }), process.env.OUT_TABLE);
    for (const row of [${value}]) await w.appendRow(row);
    await w.close();
  })()'`;

test("a table that is not what was declared is refused", async () => {
  const ways = [
    // A column that is missing.
    ['id: { type: "UTF8" }', '{ id: "a" }', /no column "score"; it has id/],
    [
      // A column too many.
      'id: { type: "UTF8" }, score: { type: "DOUBLE" }, __index_level_0__: { type: "INT64" }',
      '{ id: "a", score: 1, __index_level_0__: 0 }',
      /column "__index_level_0__" that is not declared.*index=False/s,
    ],
    [
      // Another type.
      'id: { type: "UTF8" }, score: { type: "UTF8" }',
      '{ id: "a", score: "high" }',
      /column "score" of the table "table", row 1: "high" is no float64/,
    ],
    [
      // No value.
      'id: { type: "UTF8" }, score: { type: "DOUBLE", optional: true }',
      '{ id: "b", score: 1 }, { id: "a" }',
      /"score" of the table "table", row 2: there is no value.*float64\?/s,
    ],
    [
      // An id twice.
      'id: { type: "UTF8" }, score: { type: "DOUBLE" }',
      '{ id: "a", score: 1 }, { id: "a", score: 2 }',
      /row "a" was written after "a"/,
    ],
  ] as const;
  const out = "table: { id: text, score: float64 }";
  expect(await failures(ways.map(([columns, rows]) => ({ run: table(columns, rows), out })))).toEqual(
    ways.map(([, , message]) => expect.stringMatching(message)),
  );
});

test("what is no Parquet file, or nothing, is refused as a table", async () => {
  const rig = commandRig("echo id,score > $OUT_TABLE", "table: { id: text }");
  expect((await rig.run("run")).stdout).toMatch(/the table "table" cannot be read: .*\n.*Write it as Parquet/);
  rig.replace("pipeline.yaml", "echo id,score > $OUT_TABLE", "mkdir $OUT_TABLE");
  expect((await rig.run("run")).stdout).toContain('the table "table" is a folder');
  rig.replace("pipeline.yaml", "mkdir $OUT_TABLE", "true");
  expect((await rig.run("run")).stdout).toContain("without leaving anything at $OUT_TABLE");
});

test("a command that writes to its input fails; a stored object that it spoilt is made again", async () => {
  const rig = new Rig("commands");
  await rig.run("run");
  const whole = readFileSync(rig.path("artifacts/clean/kept/long/alpha.txt"));
  const source = rig.read("pipeline.yaml");
  rig.replace(
    "pipeline.yaml",
    "run: node scripts/measure.mjs",
    "run: echo spoilt > $IN_TEXTS/long/alpha.txt; node scripts/measure.mjs",
  );
  const { code, stdout } = await rig.run("run");
  expect(code).toBe(1);
  expect(stdout).toContain('"long/alpha.txt" of the input "texts" was written to while the command ran');
  rig.write("pipeline.yaml", source);
  expect((await rig.events()).ran).toEqual(["clean"]);
  expect(readFileSync(rig.path("artifacts/clean/kept/long/alpha.txt"))).toEqual(whole);
});

test("a command that writes to a file of its source fails", async () => {
  const { code, stdout } = await commandRig("echo more >> $IN_TEXTS/be.txt; echo x > $OUT_KEPT/x").run("run");
  expect(stdout).toContain('"be.txt" of the input "texts" was written to');
  expect(code).toBe(1);
});

test("a script that is changed while it runs fails the task", async () => {
  const rig = commandRig("sh scripts/own.sh");
  rig.write("scripts/own.sh", 'echo x > "$OUT_KEPT/x"; echo "# more" >> scripts/own.sh\n');
  expect((await rig.run("run")).stdout).toContain('"scripts/own.sh", which the command names, has changed');
});

test("names of which no variable can be made, or one twice, are refused with their place", async () => {
  const rig = commandRig("true", "kept: files", "    with: { max-size: 1, max_size: 2 }\n");
  const twice = await rig.run("status");
  expect(twice.stderr).toMatch(
    /"max_size" and "max-size" of step "only" would both be \$WITH_MAX_SIZE\n +in pipeline\.yaml:7/,
  );
  expect(twice.code).toBe(2);
  rig.replace("pipeline.yaml", "{ max-size: 1, max_size: 2 }", "{ größe: 1 }");
  expect((await rig.run("status")).stderr).toContain('"größe" of step "only" makes no environment variable');
});
