import { PipelineError } from "../error.js";
import type { ArtifactType } from "./type.js";

export interface DocumentReader {
  readonly files: readonly string[];
  read(file: string): Promise<Uint8Array>;
}

export interface DocumentWriter {
  /** Adds a file; each name once. */
  write(file: string, content: string | Uint8Array): Promise<void>;
}

/** Files for people: a page, its text form. */
export const document: ArtifactType<DocumentReader, DocumentWriter> = {
  kind: "document",
  schema: null,
  open: (manifest, objects) => ({
    files: manifest.parts.map((part) => part.name),
    async read(file) {
      const part = manifest.parts.find((candidate) => candidate.name === file);
      if (part === undefined) {
        throw new PipelineError({ code: "no-such-file", message: `the document has no file ${file}` });
      }
      return objects.read(part.digest);
    },
  }),
  create(objects) {
    const contents = new Map<string, Uint8Array>();
    return {
      writer: {
        async write(file, content) {
          contents.set(file, typeof content === "string" ? new TextEncoder().encode(content) : content);
        },
      },
      async close() {
        if (contents.size === 0) return undefined;
        const parts = [];
        for (const [name, bytes] of [...contents].sort(([a], [b]) => (a < b ? -1 : 1))) {
          parts.push({ name, digest: await objects.write(bytes), size: bytes.byteLength });
        }
        return { kind: "document", schema: null, parts };
      },
    };
  },
};
