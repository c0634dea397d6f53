import { randomBytes } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { parseFileList, type SourceFile } from "../artifact/files.js";
import type { Manifest } from "../artifact/manifest.js";
import { canonical, digestBytes, digestFile, type ObjectDigest } from "../digest.js";
import { PipelineError, systemCode } from "../error.js";
import type { CheckedFiles } from "./checked.js";
import { diskFileSystem, type FileSystem } from "./file-system.js";
import { lookAt } from "./watcher.js";
import { writeStreamWhole, writeWhole } from "./write.js";

/** Content named by its SHA-256, in `<folder>/objects`. */
export class ObjectStore {
  readonly folder: string;
  readonly #checked: CheckedFiles;
  readonly #fileSystem: FileSystem;

  constructor(folder: string, checked: CheckedFiles, fileSystem: FileSystem = diskFileSystem) {
    this.folder = folder;
    this.#checked = checked;
    this.#fileSystem = fileSystem;
  }

  path(digest: ObjectDigest): string {
    return objectPath(this.folder, digest);
  }

  /** Whether an object is there, of that size where one is given. Its content is checked when it is read. */
  has(digest: ObjectDigest, size?: number): boolean {
    const found = statSync(this.path(digest), { throwIfNoEntry: false });
    return found !== undefined && (size === undefined || found.size === size);
  }

  /** The object's bytes. One whose content does not match its name is set aside, so that it will be made again. */
  async read(digest: ObjectDigest): Promise<Uint8Array> {
    const path = this.path(digest);
    let bytes: Uint8Array;
    try {
      bytes = await this.#fileSystem.readFile(path);
    } catch (error) {
      const reason = systemCode(error);
      if (reason !== "ENOENT") {
        throw new PipelineError({
          code: "object-unreadable",
          message: `the stored object ${digest.slice(0, 12)} cannot be read (${reason ?? String(error)})`,
          where: path,
          remedy: "Look after the disk, or remove that file and run again: it will be made again.",
          cause: error,
        });
      }
      throw new PipelineError({
        code: "object-missing",
        message: `the stored object ${digest.slice(0, 12)} is gone`,
        where: path,
        remedy: "Run again: it will be made again.",
        cause: error,
      });
    }
    if (digestBytes(bytes) !== digest) throw await this.#setAside(digest);
    return bytes;
  }

  /** Where the object lies; its content is checked without being held in memory, and set aside where it is damaged. */
  async locate(digest: ObjectDigest): Promise<string> {
    const path = this.path(digest);
    if ((await digestFile(path)) !== digest) throw await this.#setAside(digest);
    return path;
  }

  async #setAside(digest: ObjectDigest): Promise<PipelineError> {
    const aside = join(this.folder, "damaged", `${digest}-${randomBytes(4).toString("hex")}`);
    await this.#fileSystem.mkdir(join(this.folder, "damaged"));
    await this.#fileSystem.rename(this.path(digest), aside).catch((error) => {
      // Another process has set it aside.
      if (systemCode(error) !== "ENOENT") throw error;
    });
    return new PipelineError({
      code: "object-damaged",
      message: `the stored object ${digest.slice(0, 12)} is damaged; it was set aside`,
      where: aside,
      remedy: "Run again: it will be made again.",
    });
  }

  /** Stores bytes; where the object is there already it is left, if it is whole. */
  async write(bytes: Uint8Array): Promise<ObjectDigest> {
    const digest = digestBytes<"object">(bytes);
    if (!this.has(digest, bytes.byteLength) || !(await this.#isReadWhole(digest))) {
      await writeWhole(this.path(digest), bytes, { temporary: join(this.folder, "tmp"), fileSystem: this.#fileSystem });
    }
    return digest;
  }

  /** Stores what comes, if it has this digest, without holding it in memory; gives the digest that it has. */
  writeStream(chunks: AsyncIterable<Uint8Array>, expected: ObjectDigest): Promise<ObjectDigest> {
    const temporary = join(this.folder, "tmp");
    return writeStreamWhole(this.path(expected), chunks, expected, { temporary, fileSystem: this.#fileSystem });
  }

  /** One that cannot be read is as good as none: another takes its place. */
  async #isReadWhole(digest: ObjectDigest): Promise<boolean> {
    try {
      return digestBytes(await this.#fileSystem.readFile(this.path(digest))) === digest;
    } catch {
      return false;
    }
  }

  writeManifest(manifest: Manifest): Promise<ObjectDigest> {
    return this.write(new TextEncoder().encode(canonical(manifest)));
  }

  /** A manifest, if it is there and whole. Reads it only where it looks different from when it was last read. */
  manifest(digest: ObjectDigest): Manifest | undefined {
    const began = Date.now();
    const sight = lookAt(this.path(digest));
    const known = this.#checked.held(objectFile(digest), sight);
    if (known !== undefined) return known as Manifest;
    const bytes = this.#readWhole(digest);
    if (bytes === undefined) return undefined;
    const manifest: Manifest = JSON.parse(new TextDecoder().decode(bytes));
    this.#checked.note(objectFile(digest), sight, began, manifest);
    return manifest;
  }

  /** A manifest, read anew. Fails as `read` does. */
  async readManifest(digest: ObjectDigest): Promise<Manifest> {
    return JSON.parse(new TextDecoder().decode(await this.read(digest)));
  }

  #readWhole(digest: ObjectDigest): Uint8Array | undefined {
    try {
      const bytes = readFileSync(this.path(digest));
      return digestBytes(bytes) === digest ? bytes : undefined;
    } catch {
      return undefined;
    }
  }

  /** The files that a list names; none of an artifact that is no list, and none of a part that is gone or damaged. */
  listed({ kind, parts }: Manifest): readonly SourceFile[] {
    if (kind !== "files") return [];
    return parts.flatMap(({ digest }) => {
      const bytes = this.#readWhole(digest);
      return bytes === undefined ? [] : parseFileList(bytes);
    });
  }

  /** Whether a manifest and all its parts are there, whole; of a list that a step made, the files that it names too. */
  isComplete(digest: ObjectDigest): boolean {
    const manifest = this.manifest(digest);
    return (
      manifest !== undefined &&
      [manifest.parts, this.listed(manifest)].every((all) => all.every((one) => this.isWhole(one)))
    );
  }

  /** Whether an object is there, whole. Reads it only where it looks different from when it was last digested. */
  isWhole({ digest, size }: { readonly digest: ObjectDigest; readonly size?: number }): boolean {
    const path = this.path(digest);
    const began = Date.now();
    const sight = lookAt(path);
    if (this.#checked.isKnown(objectFile(digest), sight)) return true;
    if (!this.has(digest, size) || this.#readWhole(digest) === undefined) return false;
    this.#checked.note(objectFile(digest), sight, began);
    return true;
  }
}

export function objectPath(folder: string, digest: ObjectDigest): string {
  return `${folder}/${objectFile(digest)}`;
}

/** The path of an object below a store's folder. */
function objectFile(digest: ObjectDigest): string {
  return `objects/${digest.slice(0, 2)}/${digest.slice(2)}`;
}

/** The digest that a manifest would be stored under. */
export function digestManifest(manifest: Manifest): ObjectDigest {
  return digestBytes<"object">(canonical(manifest));
}
