import { parseFileList } from "../artifact/files.js";
import type { Manifest } from "../artifact/manifest.js";
import type { ObjectDigest } from "../digest.js";
import type { ObjectStore } from "./objects.js";
import type { InputDigest, TaskRecord } from "./records.js";

/** Finds which objects an artifact or a record leads to; each manifest and list is read once. */
export class Reach {
  readonly #objects: ObjectStore;
  readonly #manifests = new Map<ObjectDigest, Manifest | undefined>();
  readonly #listed = new Map<ObjectDigest, readonly ObjectDigest[]>();

  constructor(objects: ObjectStore) {
    this.#objects = objects;
  }

  /** An artifact's manifest and parts, and of a list of a source's files those that are stored, which were downloaded. */
  async ofArtifact(digest: ObjectDigest): Promise<readonly ObjectDigest[]> {
    const manifest = this.#manifest(digest);
    const parts = manifest?.parts.map((part) => part.digest) ?? [];
    const listed = manifest?.kind === "files" ? await Promise.all(parts.map((part) => this.#filesOf(part))) : [];
    return [digest, ...parts, ...listed.flat()];
  }

  /**
   * What a record leads to: its outputs whole; of its inputs the manifests, by which a difference can be named, and of
   * sources also what was downloaded for them.
   */
  async ofRecord({ outputs, components }: TaskRecord): Promise<readonly ObjectDigest[]> {
    const made = await Promise.all(Object.values(outputs).map((digest) => this.ofArtifact(digest)));
    const read = Object.values(components.inputs).flatMap(artifactsOf);
    const inputs = await Promise.all(
      read.map((digest) => (this.#manifest(digest)?.kind === "files" ? this.ofArtifact(digest) : [digest])),
    );
    return [...new Set([...made, ...inputs].flat())];
  }

  /** The parts of a record's outputs: the data, without what only describes it. */
  partsOf({ outputs }: TaskRecord): readonly ObjectDigest[] {
    return Object.values(outputs).flatMap((digest) => this.#manifest(digest)?.parts.map((part) => part.digest) ?? []);
  }

  #manifest(digest: ObjectDigest): Manifest | undefined {
    if (!this.#manifests.has(digest)) this.#manifests.set(digest, this.#objects.manifest(digest));
    return this.#manifests.get(digest);
  }

  async #filesOf(part: ObjectDigest): Promise<readonly ObjectDigest[]> {
    const known = this.#listed.get(part);
    if (known !== undefined || !this.#objects.has(part)) return known ?? [];
    const files = parseFileList(await this.#objects.read(part)).map((file) => file.digest);
    const stored = files.filter((digest) => this.#objects.has(digest));
    this.#listed.set(part, stored);
    return stored;
  }
}

function artifactsOf(input: InputDigest): readonly ObjectDigest[] {
  return typeof input === "string" ? [input] : input.map(({ artifact }) => artifact);
}
