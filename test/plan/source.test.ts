import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { beforeEach, expect, onTestFinished, test } from "vitest";
import { endsPart } from "../../lib/artifact/manifest.js";
import { digestBytes } from "../../lib/digest.js";
import { random } from "../../lib/learn/random.js";
import { walkSource } from "../../lib/plan/source.js";
import { Watcher } from "../../lib/store/watcher.js";
import { seed } from "../seed.js";
import { filesIn } from "./in-process.js";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tamiz-source-"));
  chmodSync(folder, 0o755);
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
});

function put(...names: string[]): void {
  for (const name of names) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), name);
  }
}

const walk = async () => {
  const source = { kind: "source", path: folder, text: folder, download: [] } as const;
  const { table } = await walkSource(source, "in.photos", "", () => {}, new Watcher());
  return table;
};

/** Acts as a user who may not read everything. */
async function unprivileged<Value>(act: () => Promise<Value>): Promise<Value> {
  if (process.geteuid?.() !== 0) return act();
  process.seteuid?.(65534);
  return act().finally(() => process.seteuid?.(0));
}

test("what is no file that can be read is listed with the reason, and links to folders are left out", async () => {
  put("a/1.jpg", "z/1.jpg");
  symlinkSync(join(folder, "z/1.jpg"), join(folder, "a/good.jpg"));
  symlinkSync("nowhere.jpg", join(folder, "a/dangling.jpg"));
  symlinkSync("round.jpg", join(folder, "a/round.jpg"));
  symlinkSync(join(folder, "z"), join(folder, "a/folder"));
  execFileSync("mkfifo", [join(folder, "a/pipe.jpg")]);
  const table = await walk();
  expect(filesIn(table)).toEqual([
    { id: "a/1.jpg", digest: digestBytes("a/1.jpg") },
    { id: "a/dangling.jpg", digest: null, lack: "dangling-link" },
    { id: "a/good.jpg", digest: digestBytes("z/1.jpg") },
    { id: "a/pipe.jpg", digest: null, lack: "not-a-file" },
    { id: "a/round.jpg", digest: null, lack: "dangling-link" },
    { id: "z/1.jpg", digest: digestBytes("z/1.jpg") },
  ]);
  expect(table.manifest.rows).toBe(6);
});

test("a walk that knows an earlier one finds what one that knows nothing finds, and reads only what is new", async () => {
  const source = { kind: "source", path: folder, text: folder, download: [] } as const;
  const draw = random("walks", seed);
  const names = Array.from({ length: 2000 }, (_, index) => `${index % 3}/${index}.jpg`);
  // Every fourth ends a part.
  const ends = names.filter((name) => endsPart(name)).slice(0, 6);
  const pool = [...ends, ...names.filter((name) => !endsPart(name)).slice(0, 18), "constructor"];
  const there = new Set<string>();
  let known = "";
  let takenOver = 0;
  for (let round = 1; round <= 150; round++) {
    const name = pool[draw.below(pool.length)]!;
    const path = join(folder, name);
    const act = draw.below(8);
    rmSync(path, { force: true });
    there.delete(name);
    if (act > 0) {
      mkdirSync(dirname(path), { recursive: true });
      if (act === 1) symlinkSync("nowhere", path);
      else writeFileSync(path, "x".repeat(round));
      if (act > 1) there.add(name);
    }
    let first: number | undefined;
    const onFile = (done: number, total: number) => {
      first ??= total - done;
    };
    // So much later, all has been still.
    const { table, known: news } = await walkSource(source, "", known, onFile, new Watcher(() => Date.now() + 60_000));
    expect(table.digest).toBe((await walk()).digest);
    expect(filesIn(table)).toEqual(filesIn(await walk()));
    expect(first).toBe(act > 1 ? 1 : 0);
    takenOver += table.parts.filter(({ digest }) => known.includes(digest)).length;
    known = news ?? known;
    expect(pool.filter((id) => known.includes(JSON.stringify(id)))).toEqual(pool.filter((id) => there.has(id)));
    const again = await walkSource(source, "", known, onFile, new Watcher(() => Date.now() + 60_000));
    expect(again.known).toBeUndefined();
    expect(again.table.digest).toBe(table.digest);
  }
  expect(takenOver).toBeGreaterThan(100);
});

test("files of a folder that was renamed are listed under their new ids, though they look the same", async () => {
  put("a/1.jpg", "b/1.jpg");
  const source = { kind: "source", path: folder, text: folder, download: [] } as const;
  const walkLater = (known: string) => walkSource(source, "", known, () => {}, new Watcher(() => Date.now() + 60_000));
  const { known = "" } = await walkLater("");
  renameSync(join(folder, "b"), join(folder, "c"));
  expect(filesIn((await walkLater(known)).table).map(({ id }) => id)).toEqual(["a/1.jpg", "c/1.jpg"]);
});

test("a link that is mended makes another source", async () => {
  put("a/1.jpg");
  symlinkSync("2.jpg", join(folder, "a/link.jpg"));
  const before = (await walk()).digest;
  put("a/2.jpg");
  rmSync(join(folder, "a/2.jpg"));
  expect((await walk()).digest).toBe(before);
  put("a/2.jpg");
  expect((await walk()).digest).not.toBe(before);
});

test("a file that may not be read is listed, and a folder is an error that says so", async () => {
  put("a/1.jpg", "a/secret.jpg", "b/1.jpg");
  chmodSync(join(folder, "a/secret.jpg"), 0);
  const table = await unprivileged(walk);
  expect(filesIn(table)[1]).toEqual({ id: "a/secret.jpg", digest: null, lack: "no-permission" });
  chmodSync(join(folder, "b"), 0);
  await expect(unprivileged(walk)).rejects.toMatchObject({
    code: "source-unreadable",
    message: expect.stringContaining("EACCES"),
    where: join(folder, "b"),
    remedy: expect.any(String),
  });
  chmodSync(join(folder, "b"), 0o755);
});

test("ids are in NFC, whatever the names on disk, and what systems leave is ignored in any case", async () => {
  put(
    `${"Ñandú".normalize("NFD")}/${"é".normalize("NFD")}.jpg`,
    "a/Thumbs.db",
    "a/THUMBS.DB",
    "a/desktop.ini",
    "a/.DS_Store",
  );
  const table = await walk();
  const ids = filesIn(table).map(({ id }) => id);
  expect(ids).toEqual(["Ñandú/é.jpg".normalize("NFC")]);
  expect(Object.keys(table.renamed)).toEqual(ids);
});
