import { buffer } from "node:stream/consumers";
import { type Header, pack } from "tar-stream";

export type TarMember = Partial<Header> & { readonly name: string; readonly content?: Uint8Array };

/** A tar archive. */
export async function tarFile(members: readonly TarMember[]): Promise<Uint8Array> {
  const archive = pack();
  const bytes = buffer(archive as unknown as NodeJS.ReadableStream);
  for (const { content, ...header } of members) {
    if (content === undefined) archive.entry(header).end(undefined);
    else archive.entry({ ...header, size: content.length }, content);
  }
  archive.finalize();
  return Uint8Array.from(await bytes);
}
