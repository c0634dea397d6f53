import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { beforeEach, expect, onTestFinished, test } from "vitest";
import { endsPart } from "../../lib/artifact/manifest.js";
import { digestBytes } from "../../lib/digest.js";
import { random } from "../../lib/learn/random.js";
import { walkSource } from "../../lib/plan/source.js";
import { type Sight, Watcher } from "../../lib/store/watcher.js";
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

const knownAs = (text: string) => ({ text, digest: digestBytes(text) });

/** So much later, all has been still. */
const later = () => new Watcher(() => Date.now() + 60_000);

class CountingWatcher extends Watcher {
  looks = 0;

  override look(path: string) {
    this.looks++;
    return super.look(path);
  }
}

/** A watcher that has glanced at all that a run rested on. */
function lookSince(rested: ReadonlyMap<string, Sight>, known: string, now = () => Date.now() + 60_000, root = folder) {
  const watcher = new CountingWatcher(now);
  const isChanged = ([path, { fingerprint }]: [string, Sight]) => watcher.glance(path).fingerprint !== fingerprint;
  const changed = [...rested].filter(isChanged).map(([path]) => path);
  watcher.since = { sources: { [root]: digestBytes(known) }, changed };
  return watcher;
}

const walk = async () => {
  const source = { kind: "source", path: folder, text: folder, download: [] } as const;
  const { table } = await walkSource(source, "in.photos", knownAs(""), () => {}, new Watcher());
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
  for (let round = 1; round <= 60; round++) {
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
    const { table, learned } = await walkSource(source, "", knownAs(known), onFile, later());
    expect(table.digest).toBe((await walk()).digest);
    expect(filesIn(table)).toEqual(filesIn(await walk()));
    expect(first).toBe(act > 1 ? 1 : 0);
    takenOver += table.parts.filter(({ digest }) => known.includes(digest)).length;
    known = learned ?? known;
    expect(pool.filter((id) => known.includes(JSON.stringify(id)))).toEqual(pool.filter((id) => there.has(id)));
    const again = await walkSource(source, "", knownAs(known), onFile, later());
    expect(again.learned).toBeUndefined();
    expect(again.table.digest).toBe(table.digest);
  }
  expect(takenOver).toBeGreaterThan(40);
});

test("a walk after a look at all that a run rested on finds what one that knows nothing finds, and looks only at what has changed", async () => {
  const source = { kind: "source", path: folder, text: folder, download: [] } as const;
  const draw = random("looks", seed);
  const pool = Array.from({ length: 400 }, (_, index) => `${index % 3}/${index % 2 === 0 ? "" : "sub/"}${index}.jpg`);
  put(...pool.slice(0, 350));
  const began = later();
  const first = await walkSource(source, "", knownAs(""), () => {}, began);
  let [known, rested] = [first.learned ?? "", began.seen()];
  let older = "";
  let spared = 0;
  let dangling = "";
  for (let round = 1; round <= 40; round++) {
    // Of a part with one nothing is known.
    if (dangling !== "") rmSync(dangling, { force: true });
    const name = join(folder, pool[draw.below(pool.length)]!);
    const edits = [
      () => writeFileSync(name, "x".repeat(round)),
      () => rmSync(name, { force: true }),
      () => {
        // As programs save that leave nothing half written.
        writeFileSync(`${name}.new`, "y".repeat(round));
        renameSync(`${name}.new`, name);
      },
      () => {
        rmSync(name, { force: true });
        symlinkSync("nowhere", name);
        dangling = name;
      },
      () => writeFileSync(join(dirname(name), ".hidden"), "x".repeat(round)),
      () => {
        rmSync(name, { force: true });
        put(`${pool[draw.below(pool.length)]!.replace(/\d+\.jpg$/, "")}new-${round}/1.jpg`);
      },
    ];
    edits[draw.below(edits.length)]!();
    // Now and then so soon that what was written may change unseen: nothing is known of that.
    const watcher = lookSince(rested, known, round % 4 === 0 ? Date.now : undefined);
    const { table, learned } = await walkSource(source, "", knownAs(known), () => {}, watcher);
    expect(table.digest).toBe((await walk()).digest);
    expect(table.renamed).toEqual({});
    const stale = await walkSource(source, "", knownAs(older), () => {}, lookSince(rested, known));
    expect(stale.table.digest).toBe(table.digest);
    const whole = later();
    await walkSource(source, "", knownAs(learned ?? known), () => {}, whole);
    // A later run rests on no fewer paths.
    const seen = watcher.seen();
    expect([...whole.seen().keys()].filter((path) => !seen.has(path))).toEqual([]);
    if (watcher.looks < 250) spared++;
    older = known;
    [known, rested] = [learned ?? known, whole.seen()];
  }
  expect(spared).toBeGreaterThan(4);
});

test("a file whose name is not its id is looked for under its name, after such a look too", async () => {
  put(`a/${"é".normalize("NFD")}.jpg`, "a/2.jpg");
  const source = { kind: "source", path: folder, text: folder, download: [] } as const;
  const before = later();
  const { learned = "" } = await walkSource(source, "", knownAs(""), () => {}, before);
  writeFileSync(join(folder, "a/2.jpg"), "another");
  const { table } = await walkSource(source, "", knownAs(learned), () => {}, lookSince(before.seen(), learned));
  expect(filesIn(table)).toEqual(filesIn(await walk()));
  expect(Object.keys(table.renamed)).toEqual(["a/é.jpg"]);
});

test("a link whose file elsewhere is gone is listed as dangling, after such a look too", async () => {
  put("source/a/1.jpg", "elsewhere.jpg");
  const path = join(folder, "source");
  symlinkSync(join(folder, "elsewhere.jpg"), join(path, "a/link.jpg"));
  const source = { kind: "source", path, text: path, download: [] } as const;
  const before = later();
  const { learned = "" } = await walkSource(source, "", knownAs(""), () => {}, before);
  rmSync(join(folder, "elsewhere.jpg"));
  const watcher = lookSince(before.seen(), learned, undefined, path);
  const { table } = await walkSource(source, "", knownAs(learned), () => {}, watcher);
  expect(filesIn(table)[1]).toEqual({ id: "a/link.jpg", digest: null, lack: "dangling-link" });
});

test("files of a folder that was renamed are listed under their new ids, though they look the same", async () => {
  put("a/1.jpg", "b/1.jpg");
  const source = { kind: "source", path: folder, text: folder, download: [] } as const;
  const walkLater = (known: string) => walkSource(source, "", knownAs(known), () => {}, later());
  const { learned = "" } = await walkLater("");
  renameSync(join(folder, "b"), join(folder, "c"));
  expect(filesIn((await walkLater(learned)).table).map(({ id }) => id)).toEqual(["a/1.jpg", "c/1.jpg"]);
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
