import type { FilesReader } from "../../../artifact/files.js";
import { compareIds } from "../../../digest.js";
import { partNamed } from "../given.js";
import { isLitter, isNamedLikeAPhoto, type PictureFile } from "../picture-file.js";
import { gunzip } from "./gunzip.js";
import { openTar } from "./tar.js";
import { openZip } from "./zip.js";

const ARCHIVE = /\.(zip|tar|tar\.gz|tgz)$/i;

export function isNamedLikeAnArchive(id: string): boolean {
  return ARCHIVE.test(id);
}

/** Where what was unpacked is kept. */
type Spool = FilesReader["spool"];

/**
 * The files with archives in the place of what is in them, where pictures are nowhere else. Members have the ids that they would
 * have if the archive were unpacked as the folder of photos; with several archives, below folders named for them.
 */
export async function openArchives(files: readonly PictureFile[], spool: Spool): Promise<readonly PictureFile[]> {
  const archives = files.filter(({ id, lack }) => isNamedLikeAnArchive(id) && lack === undefined);
  if (archives.length === 0 || files.some(({ id }) => isNamedLikeAPhoto(id))) return files;
  const opened: PictureFile[] = files.filter((file) => !archives.includes(file));
  for (const archive of archives) {
    const prefix = archives.length === 1 ? "" : `${stemOf(archive.id)}/`;
    for (const member of await membersOf(archive, spool)) opened.push({ ...member, id: `${prefix}${member.id}` });
  }
  return opened.sort((a, b) => compareIds(a.id, b.id));
}

async function membersOf(archive: PictureFile, spool: Spool): Promise<readonly PictureFile[]> {
  let members = (await listMembers(archive, spool)).filter(({ id }) => !isLitter(id));
  for (let folder = folderAround(members); folder !== ""; folder = folderAround(members)) {
    const { length } = folder;
    members = members.map((member) => ({ ...member, id: member.id.slice(length) }));
  }
  return members;
}

/**
 * `photos.zip` often holds all in one folder, `photos/` or `photos-main/`, which says nothing: the folder that all members are
 * in; "" where there is none, or where it is a class, with pictures alone directly in it, or a part of a split.
 */
function folderAround(members: readonly PictureFile[]): string {
  const [first] = members;
  const folder = first?.id.slice(0, first.id.indexOf("/") + 1) ?? "";
  if (folder === "" || !members.every(({ id }) => id.startsWith(folder))) return "";
  const directly = members.filter(({ id }) => !id.includes("/", folder.length));
  const isClass = directly.length > 0 && directly.every(({ id }) => isNamedLikeAPhoto(id));
  return isClass || partNamed(folder.slice(0, -1)) !== undefined ? "" : folder;
}

async function listMembers(archive: PictureFile, spool: Spool): Promise<readonly PictureFile[]> {
  const { id } = archive;
  const bytes = await archive.open();
  if (/\.zip$/i.test(id)) return openZip(id, bytes);
  if (/\.tar$/i.test(id)) return openTar(id, bytes);
  return openTar(id, await spool(gunzip(id, bytes)));
}

function stemOf(id: string): string {
  return id.replace(ARCHIVE, "");
}
