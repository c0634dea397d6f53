import { once } from "node:events";
import { type Extract, extract, type Header } from "tar-stream";
import { chunksOf, type RandomAccess, stretchOf } from "../../../artifact/random-access.js";
import type { PictureFile } from "../picture-file.js";
import { checkMembers, damaged, MOST_MEMBER_BYTES, MOST_MEMBERS, refused } from "./limits.js";
import { decodeName, inOrderOfIds, memberId } from "./member-id.js";

const HEADER_BYTES = 512;
/** Latin-1 keeps the names' bytes, so that they can be decoded here. */
const KEEP_NAMES = { filenameEncoding: "latin1", highWaterMark: 2 ** 18 };

/** The files in a tar archive that is not compressed: it is passed through once, to find where each lies. Fails with `archive-…` errors. */
export async function openTar(id: string, archive: RandomAccess, most = MOST_MEMBERS): Promise<PictureFile[]> {
  const members: PictureFile[] = [];
  let count = 0;
  const entries = extract(KEEP_NAMES);
  void feed(archive, entries);
  try {
    for await (const entry of entries) {
      checkMembers(id, ++count, most);
      members.push(...memberOf(id, entry.header, entry.offset + HEADER_BYTES, archive));
      entry.resume();
    }
  } catch (error) {
    if (error instanceof Error && error.name === "PipelineError") throw error;
    throw damaged(id, error);
  }
  return inOrderOfIds(id, members);
}

async function feed(archive: RandomAccess, entries: Extract): Promise<void> {
  try {
    for await (const chunk of chunksOf(archive)) {
      if (entries.destroyed) return;
      if (!entries.write(chunk)) await once(entries, "drain");
    }
    entries.end(undefined);
  } catch (error) {
    entries.destroy(error instanceof Error ? error : new Error(String(error)));
  }
}

/** None of a folder. */
function memberOf(id: string, header: Header, start: number, archive: RandomAccess): readonly PictureFile[] {
  const { type, size } = header;
  const member = memberId(id, nameOf(header));
  if (type === "directory") return [];
  checkKind(id, member, type);
  if (start + size > archive.size) throw damaged(id, new Error(`it ends within "${member}"`));
  const stretch = stretchOf(archive, start, size);
  return [
    {
      id: member,
      ...(size > MOST_MEMBER_BYTES ? { lack: "too-large" } : {}),
      read: () => stretch.read(0, size),
      open: async () => stretch,
    },
  ];
}

/** A name in an extended header is UTF-8; elsewhere it is what the system had. */
function nameOf({ name, pax }: Header): string {
  const isExtended = typeof pax === "object" && pax !== null && "path" in pax;
  return isExtended ? name : decodeName(Buffer.from(name, "latin1"), () => name);
}

function checkKind(id: string, member: string, type: Header["type"]): void {
  if (type === "file" || type === "contiguous-file") return;
  const isLink = type === "link" || type === "symlink";
  throw isLink
    ? refused(
        id,
        "archive-link",
        `has a link "${member}"`,
        "Make it anew with the files themselves: tar --dereference.",
      )
    : refused(id, "archive-special", `has "${member}", which is no file (${type})`, "Make it anew without it.");
}
