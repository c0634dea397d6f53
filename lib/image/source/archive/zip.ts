import { promisify } from "node:util";
import zlib from "node:zlib";
import yauzl from "yauzl";
import { inMemory, type RandomAccess, stretchOf } from "../../../artifact/random-access.js";
import type { PipelineError } from "../../../error.js";
import { UnreadablePicture } from "../../unreadable.js";
import { lackingFile, type PictureFile } from "../picture-file.js";
import { checksum } from "./checksum.js";
import { checkExpansion, checkMembers, damaged, MOST_MEMBER_BYTES, refused } from "./limits.js";
import { decodeName, inOrderOfIds, memberId } from "./member-id.js";
import { ZipReader } from "./zip-reader.js";

const STORED = 0;
const DEFLATED = 8;
const inflateRaw = promisify<Uint8Array, zlib.ZlibOptions, Uint8Array>(zlib.inflateRaw);

/** The files in a zip archive, of which nothing is read before it is asked for. Fails with `archive-…` errors. */
export async function openZip(id: string, archive: RandomAccess): Promise<PictureFile[]> {
  const zip = await open(id, archive);
  checkMembers(id, zip.entryCount);
  const entries: yauzl.Entry[] = [];
  try {
    for await (const entry of zip.eachEntry()) entries.push(entry);
  } catch (error) {
    throw damaged(id, error);
  }
  checkOverlap(id, entries, archive.size);
  const unpacked = entries.reduce((sum, entry) => sum + entry.uncompressedSize, 0);
  checkExpansion(id, archive.size, unpacked);
  const members = entries.flatMap((entry) => memberOf(id, entry, zip, archive) ?? []);
  return inOrderOfIds(id, members);
}

async function open(id: string, archive: RandomAccess): Promise<yauzl.ZipFile> {
  const options = { lazyEntries: true, autoClose: false, decodeStrings: false } as const;
  try {
    return await yauzl.fromRandomAccessReaderPromise(new ZipReader(archive), archive.size, options);
  } catch (error) {
    throw damaged(id, error);
  }
}

/** Undefined of a folder. */
function memberOf(id: string, entry: yauzl.Entry, zip: yauzl.ZipFile, archive: RandomAccess): PictureFile | undefined {
  const name = nameOf(entry);
  const member = memberId(id, name);
  checkKind(id, member, entry);
  if (name.endsWith("/") || member === "") return undefined;
  if (entry.uncompressedSize > MOST_MEMBER_BYTES && entry.compressionMethod !== STORED) {
    return lackingFile(member, "too-large");
  }
  const read = () => readMember(id, member, entry, zip, archive);
  return {
    id: member,
    ...(entry.uncompressedSize > MOST_MEMBER_BYTES ? { lack: "too-large" as const } : {}),
    read,
    async open() {
      if (entry.compressionMethod !== STORED) return inMemory(await read());
      return stretchOf(archive, await dataStart(id, entry, zip), entry.uncompressedSize);
    },
  };
}

/** Archives of the Mac have names in UTF-8 without saying so. */
function nameOf(entry: yauzl.Entry): string {
  const { generalPurposeBitFlag, fileNameRaw, extraFields } = entry;
  const written = decodeName(fileNameRaw, () =>
    yauzl.getFileNameLowLevel(generalPurposeBitFlag, fileNameRaw, extraFields, true),
  );
  return written.replaceAll("\\", "/");
}

/** A part of the file that two members claim is how a small archive unpacks to a huge one. */
function checkOverlap(id: string, entries: readonly yauzl.Entry[], size: number): void {
  const stretches = entries.map(({ relativeOffsetOfLocalHeader: start, fileNameLength, compressedSize }) => ({
    start,
    end: start + 30 + fileNameLength + compressedSize,
  }));
  stretches.sort((a, b) => a.start - b.start);
  const isWrong = stretches.some(({ end }, index) => end > (stretches[index + 1]?.start ?? size));
  if (!isWrong) return;
  throw refused(id, "archive-bomb", "has members that share the same bytes", "Don't trust it. Fetch or make it again.");
}

function checkKind(id: string, member: string, entry: yauzl.Entry): void {
  const kind = (entry.externalFileAttributes >>> 16) & 0o170000;
  if (entry.isEncrypted()) {
    throw refused(id, "archive-encrypted", `has "${member}" encrypted`, "Make it anew without a password.");
  }
  if (kind === 0o120000) {
    throw refused(id, "archive-link", `has a link "${member}"`, "Make it anew with the files themselves.");
  }
  if (kind !== 0 && kind !== 0o100000 && kind !== 0o040000) {
    throw refused(id, "archive-special", `has "${member}", which is no file`, "Make it anew without it.");
  }
  const { compressionMethod: method } = entry;
  if (method !== STORED && method !== DEFLATED) {
    const what = `has "${member}" compressed in a way that is not known here (method ${method})`;
    throw refused(id, "archive-method", what, "Make it anew with deflate, which every program has.");
  }
}

async function dataStart(id: string, entry: yauzl.Entry, zip: yauzl.ZipFile): Promise<number> {
  try {
    return (await zip.readLocalFileHeaderPromise(entry, { minimal: true })).fileDataStart;
  } catch (error) {
    if (error instanceof Error && error.name === "PipelineError") throw error;
    throw damaged(id, error);
  }
}

async function readMember(
  id: string,
  member: string,
  entry: yauzl.Entry,
  zip: yauzl.ZipFile,
  archive: RandomAccess,
): Promise<Uint8Array> {
  const { compressedSize, uncompressedSize: size } = entry;
  const packed = await archive.read(await dataStart(id, entry, zip), compressedSize);
  const bytes = entry.compressionMethod === STORED ? packed : await inflate(id, member, packed, size);
  if (bytes.byteLength !== size) throw wrongSize(id, member, size);
  if (checksum(bytes) !== entry.crc32) throw new UnreadablePicture(member, "damaged", "its checksum is another");
  return bytes;
}

async function inflate(id: string, member: string, packed: Uint8Array, size: number): Promise<Uint8Array> {
  try {
    return await inflateRaw(packed, { maxOutputLength: Math.max(size, 1) });
  } catch (error) {
    if (error instanceof RangeError) throw wrongSize(id, member, size);
    throw new UnreadablePicture(member, "damaged", error instanceof Error ? error.message : String(error), error);
  }
}

function wrongSize(id: string, member: string, size: number): PipelineError {
  return refused(
    id,
    "archive-size",
    `says that "${member}" has ${size} bytes, which is not so`,
    "Don't trust it. Fetch or make it again.",
  );
}
