import { compareIds } from "../../../digest.js";
import type { PictureFile } from "../picture-file.js";
import { refused } from "./limits.js";

/** A member's name as an id. Fails with `archive-path` where it leads out of the archive. */
export function memberId(archive: string, name: string): string {
  const segments = name.split("/").filter((segment) => segment !== "" && segment !== ".");
  if (!/^\/|^[a-z]:|\0/i.test(name) && !segments.includes("..")) return segments.join("/").normalize("NFC");
  throw refused(
    archive,
    "archive-path",
    `has a member ${JSON.stringify(name)}, whose path leads out of it`,
    "Don't trust it: such an archive overwrites files where it is unpacked. Make it anew, with relative paths.",
  );
}

/** A member's name from its bytes: UTF-8, or else what `fallback` makes of them. */
export function decodeName(bytes: Uint8Array, fallback: () => string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return fallback();
  }
}

/** Members in byte order of their ids. Fails with `archive-duplicate` where two have the same. */
export function inOrderOfIds(archive: string, members: readonly PictureFile[]): PictureFile[] {
  const sorted = [...members].sort((a, b) => compareIds(a.id, b.id));
  const twice = sorted.find(({ id }, index) => sorted[index + 1]?.id === id);
  if (twice === undefined) return sorted;
  throw refused(
    archive,
    "archive-duplicate",
    `has two members named "${twice.id}"`,
    "Make it anew, with each file once: which of them is meant cannot be told.",
  );
}
