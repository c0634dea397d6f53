import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { beforeEach, expect, onTestFinished, test } from "vitest";
import { digestBytes } from "../../lib/digest.js";
import { type KnownFiles, walkSource } from "../../lib/plan/source.js";
import { Watcher } from "../../lib/store/watcher.js";

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
  const { table } = await walkSource(source, "in.photos", new Map(), () => {}, new Watcher());
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
  const { files, manifest } = await walk();
  expect(files).toEqual([
    { id: "a/1.jpg", digest: digestBytes("a/1.jpg") },
    { id: "a/dangling.jpg", digest: null, lack: "dangling-link" },
    { id: "a/good.jpg", digest: digestBytes("z/1.jpg") },
    { id: "a/pipe.jpg", digest: null, lack: "not-a-file" },
    { id: "a/round.jpg", digest: null, lack: "dangling-link" },
    { id: "z/1.jpg", digest: digestBytes("z/1.jpg") },
  ]);
  expect(manifest.rows).toBe(6);
});

test("what is known is that of the files that are there, whatever they are called", async () => {
  put("constructor", "a/1.jpg", "a/2.jpg");
  const source = { kind: "source", path: folder, text: folder, download: [] } as const;
  const later = () => Date.now() + 60_000;
  const again = async (known: KnownFiles) =>
    (await walkSource(source, "in.photos", known, () => {}, new Watcher(later))).known;
  const known = (await again(new Map())) ?? new Map();
  expect([...known.keys()]).toEqual(["a/1.jpg", "a/2.jpg", "constructor"]);
  expect(await again(known)).toBeUndefined();
  rmSync(join(folder, "a/2.jpg"));
  expect([...((await again(known)) ?? [])].map(([id]) => id)).toEqual(["a/1.jpg", "constructor"]);
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
  const { files } = await unprivileged(walk);
  expect(files[1]).toEqual({ id: "a/secret.jpg", digest: null, lack: "no-permission" });
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
  const { files, renamed } = await walk();
  expect(files.map(({ id }) => id)).toEqual(["Ñandú/é.jpg".normalize("NFC")]);
  expect(Object.keys(renamed)).toEqual(files.map(({ id }) => id));
});
