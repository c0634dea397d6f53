import { files, listFiles, listManifest } from "../../lib/artifact/files.js";
import type { Manifest, ObjectReader, ObjectWriter } from "../../lib/artifact/manifest.js";
import { inMemory, type RandomAccess } from "../../lib/artifact/random-access.js";
import { compareIds, digestBytes, type Json, type ObjectDigest } from "../../lib/digest.js";
import type { Progress } from "../../lib/step/declare.js";
import { bundledStep } from "../../lib/step/execute.js";
import type { Notes } from "../../lib/step/notes.js";
import { mapNotes } from "../step/map-notes.js";

/** A folder of photos, and a store, in memory. */
export class Memory implements ObjectReader, ObjectWriter {
  readonly #objects: Map<ObjectDigest, Uint8Array>;
  readonly #files: ReadonlyMap<string, Uint8Array>;

  constructor(folder: { readonly [id: string]: Uint8Array } = {}, objects = new Map<ObjectDigest, Uint8Array>()) {
    this.#objects = objects;
    this.#files = new Map(Object.entries(folder).sort(([a], [b]) => compareIds(a, b)));
  }

  async read(digest: ObjectDigest): Promise<Uint8Array> {
    const bytes = this.#objects.get(digest);
    if (bytes === undefined) throw new Error(`no object ${digest}`);
    return bytes;
  }

  async readFile(id: string, digest: ObjectDigest): Promise<Uint8Array> {
    const bytes = this.#files.get(id);
    if (bytes === undefined || digestBytes(bytes) !== digest) throw new Error(`no file ${id}`);
    return bytes;
  }

  async openFile(id: string, digest: ObjectDigest): Promise<RandomAccess> {
    return inMemory(await this.readFile(id, digest));
  }

  async spool(chunks: AsyncIterable<Uint8Array>): Promise<RandomAccess> {
    const parts: Uint8Array[] = [];
    for await (const chunk of chunks) parts.push(chunk);
    return inMemory(Buffer.concat(parts));
  }

  async write(bytes: Uint8Array): Promise<ObjectDigest> {
    const digest = digestBytes<"object">(bytes);
    this.#objects.set(digest, Uint8Array.from(bytes));
    return digest;
  }

  /** The folder as an input of a step. */
  async source(): Promise<Manifest> {
    const listed = [...this.#files].map(([id, bytes]) => ({ id, digest: digestBytes<"object">(bytes) }));
    const parts = listFiles(listed);
    for (const part of parts) await this.write(part.bytes());
    return listManifest(parts);
  }

  async files() {
    return files.open(await this.source(), this);
  }

  /** Runs a step as a worker does. */
  async run(
    step: unknown,
    inputs: { readonly [name: string]: Manifest },
    settings: { readonly [name: string]: Json } = {},
    host: {
      readonly signal?: AbortSignal;
      readonly progress?: (progress: Progress) => void;
      readonly log?: (line: string) => void;
      readonly notes?: Notes;
    } = {},
  ): Promise<{ readonly [output: string]: Manifest }> {
    const bundled = bundledStep(step);
    const resolved = bundled.resolveWith(settings);
    if (!resolved.ok) throw new Error(JSON.stringify(resolved.issues));
    const call = {
      inputs: Object.fromEntries(
        Object.entries(inputs).map(([name, manifest]) => [name, { kind: "one" as const, manifest }]),
      ),
      with: resolved.value,
      cpu: 2,
      engine: undefined,
      known: [],
    };
    const { signal = new AbortController().signal, progress = () => {}, log = () => {} } = host;
    return await bundled.execute(call, {
      objects: this,
      notes: host.notes ?? mapNotes(),
      isWhole: ({ digest }) => this.#objects.has(digest),
      checkpoint: { load: async () => undefined, save: async () => undefined },
      signal,
      progress,
      log,
    });
  }
}
