import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { findDamage, manifestPath, readManifest, writeManifest } from "../../../lib/learn/engine/manifest.js";

async function install(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "manifest-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, "deps"));
  writeFileSync(join(folder, "deps/library"), "a library");
  writeFileSync(join(folder, "index.js"), "code");
  await writeManifest(folder);
  return folder;
}

async function damage(folder: string): Promise<string | undefined> {
  const manifest = await readManifest(folder);
  if (typeof manifest !== "object") throw new Error(`no manifest: ${manifest}`);
  return findDamage(folder, manifest);
}

// The digest is what coreutils says: printf "a library" | sha256sum
test("lists every file by its digest, and finds them whole", async () => {
  const folder = await install();
  expect(await readManifest(folder)).toMatchObject({
    files: {
      "deps/library": { size: 9, sha256: "31f109ab38348582abdc9e1c9942f74505c719e98c6d0ab6fbcfdccfd8c9935b" },
      "index.js": { size: 4 },
    },
  });
  expect(await damage(folder)).toBeUndefined();
});

test("finds a file that is cut off, too long, changed or gone", async () => {
  const folder = await install();
  const library = join(folder, "deps/library");
  truncateSync(library, 4);
  expect(await damage(folder)).toBe("deps/library is cut off: 4 of 9 bytes");
  writeFileSync(library, "a library, and more");
  expect(await damage(folder)).toBe("deps/library is too long: 19 bytes, not 9");
  writeFileSync(library, "A library");
  expect(await damage(folder)).toBe("deps/library is not the file that was installed (its digest differs)");
  rmSync(library);
  expect(await damage(folder)).toBe("deps/library is gone");
});

test("a folder without a manifest is no installation; a broken manifest is said to be", async () => {
  const folder = await install();
  writeFileSync(manifestPath(folder), "{");
  expect(await readManifest(folder)).toBe("manifest.json is damaged");
  writeFileSync(manifestPath(folder), '{ "tfjs": "4" }');
  expect(await readManifest(folder)).toBe("manifest.json is damaged");
  rmSync(manifestPath(folder));
  expect(await readManifest(folder)).toBeUndefined();
  mkdirSync(manifestPath(folder));
  expect(await readManifest(folder)).toBe("manifest.json can't be read (EISDIR)");
});
