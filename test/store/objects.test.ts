import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { compareIds } from "../../lib/digest.js";
import { diskFileSystem } from "../../lib/store/file-system.js";
import { openStore, type Store } from "../../lib/store/store.js";
import { lookAt } from "../../lib/store/watcher.js";

let folder: string;
let store: Store;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tamiz-objects-"));
  store = openStore(folder);
});
afterEach(() => rmSync(folder, { recursive: true }));

const bytes = new TextEncoder().encode("a stored object");

test("a damaged object is named when it is read, set aside, and can be stored again", async () => {
  const digest = await store.objects.write(bytes);
  expect(Buffer.from(await store.objects.read(digest))).toEqual(Buffer.from(bytes));
  writeFileSync(store.objects.path(digest), "a stOred object");
  await expect(store.objects.read(digest)).rejects.toThrow(`the stored object ${digest.slice(0, 12)} is damaged`);
  expect(store.objects.has(digest)).toBe(false);
  expect(existsSync(join(folder, "damaged"))).toBe(true);
  await store.objects.write(bytes);
  expect(readFileSync(store.objects.path(digest))).toEqual(Buffer.from(bytes));
});

test("a disk that fails is named, with what to do, when an object is read and when it is stored", async () => {
  const failing = async () => {
    throw Object.assign(new Error("EIO: i/o error"), { code: "EIO" });
  };
  const digest = await store.objects.write(bytes);
  const reading = openStore(folder, { ...diskFileSystem, readFile: failing }).objects;
  await expect(reading.read(digest)).rejects.toMatchObject({
    code: "object-unreadable",
    message: `the stored object ${digest.slice(0, 12)} cannot be read (EIO)`,
    where: store.objects.path(digest),
    remedy: expect.stringContaining("Look after the disk"),
  });
  const writing = openStore(folder, { ...diskFileSystem, writeFile: failing }).objects;
  await expect(writing.write(Buffer.from("another"))).rejects.toMatchObject({
    code: "disk-failing",
    remedy: expect.stringContaining("Look after the disk"),
  });
});

test("an object that cannot be read is made again; a folder in its place is told", async () => {
  const failing = async () => {
    throw Object.assign(new Error("EIO: i/o error"), { code: "EIO" });
  };
  const digest = await store.objects.write(bytes);
  const path = store.objects.path(digest);
  const before = lookAt(path).fingerprint;
  await openStore(folder, { ...diskFileSystem, readFile: failing }).objects.write(bytes);
  expect(lookAt(path).fingerprint).not.toBe(before);
  rmSync(path);
  mkdirSync(path);
  expect(store.objects.isWhole({ digest })).toBe(false);
  await expect(store.objects.write(bytes)).rejects.toMatchObject({
    code: "store-unwritable",
    message: "nothing can be written here (EISDIR)",
    where: path,
  });
});

test("how objects looked is kept for those that are still there", async () => {
  const later = Date.now() + 60_000;
  const [first, second] = await Promise.all(["a", "b"].map((text) => store.objects.write(Buffer.from(text))));
  const [one, other] = [first!, second!].map((digest) => relative(folder, store.objects.path(digest)));
  for (const file of [one!, other!]) store.checked.note(file, lookAt(join(folder, file)), later);
  rmSync(store.objects.path(first!));
  await store.checked.keep();
  expect((store.derived.json("checked-files.json") as [string][]).map(([file]) => file)).toEqual([other]);
});

test("what was noted is kept where to read it again would take longer; what is gone is forgotten when that is asked for", async () => {
  const later = Date.now() + 60_000;
  const put = async (text: string, held?: unknown) => {
    const path = store.objects.path(await store.objects.write(Buffer.from(text)));
    store.checked.note(relative(folder, path), lookAt(path), later, held);
    return path;
  };
  const kept = () => ((store.derived.json("checked-files.json") ?? []) as unknown[]).length;
  const first = await put("small", { text: "small" });
  await store.checked.keepIfWorthIt();
  expect(kept()).toBe(0);
  for (let index = 0; index < 64; index++) await put(`small ${index}`, { index });
  await store.checked.keepIfWorthIt();
  expect(kept()).toBe(65);
  await put("a part");
  await store.checked.keepIfWorthIt();
  expect(kept()).toBe(65);
  await put("a large part".repeat(1_000_000));
  await store.checked.keepIfWorthIt();
  expect(kept()).toBe(67);
  rmSync(first);
  await put("another large part".repeat(1_000_000));
  await store.checked.keepIfWorthIt();
  expect(kept()).toBe(68);
  await store.checked.prune();
  expect(kept()).toBe(67);
});

test("what a file held is known while it looks the same, and kept only where it was asked for at one of the last times", async () => {
  const later = Date.now() + 60_000;
  const put = async (text: string, { objects, checked } = store) => {
    const file = relative(folder, objects.path(await objects.write(Buffer.from(text))));
    checked.note(file, lookAt(join(folder, file)), later, { text });
    return file;
  };
  const [one, other] = [await put("a"), await put("b")];
  const held = (file: string, { checked } = openStore(folder)) => checked.held(file, lookAt(join(folder, file)));
  await store.checked.keep();
  for (let time = 1; time <= 4; time++) {
    expect(held(other)).toEqual({ text: "b" });
    const later = openStore(folder);
    expect(held(one, later)).toEqual({ text: "a" });
    await put(`at ${time}`, later);
    await later.checked.keep();
  }
  const { checked } = openStore(folder);
  expect(checked.held(one!, lookAt(join(folder, one!)))).toEqual({ text: "a" });
  expect(checked.held(other!, lookAt(join(folder, other!)))).toBeUndefined();
  expect(checked.isKnown(other!, lookAt(join(folder, other!)))).toBe(true);
  writeFileSync(join(folder, one!), "c");
  expect(checked.held(one!, lookAt(join(folder, one!)))).toBeUndefined();
  expect(checked.isKnown(one!, lookAt(join(folder, one!)))).toBe(false);
});

test("what was written just now is not believed by its looks", async () => {
  const digest = await store.objects.write(bytes);
  const file = relative(folder, store.objects.path(digest));
  store.checked.note(file, lookAt(join(folder, file)), Date.now(), {});
  expect(store.checked.isKnown(file, lookAt(join(folder, file)))).toBe(false);
});

test("ids stand in the byte order of their UTF-8 form", () => {
  const ids = ["", "a", "a/b", "ab", "é", "ñ", "\ud7ff", "\ue000", "\uffff", "\u{10000}", "\u{1f600}", "\u{1f600}a"];
  const mixed = ids.toReversed();
  expect(mixed.toSorted(compareIds)).toEqual(ids);
  expect(mixed.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))).toEqual(ids);
});
