import { PipelineError } from "../../../error.js";

/** An archive with more members is refused. */
export const MOST_MEMBERS = 500_000;
/** One that unpacks to so many times its size is refused: photos don't shrink at all, drawings and tables by tens. */
export const MOST_EXPANSION = 200;
/** Unless it is so little: a small archive of blank pictures. In bytes. */
const HARMLESS_BYTES = 64 * 1024 * 1024;
/** A larger member is read by pieces, or not at all. */
export const MOST_MEMBER_BYTES = 1024 ** 3;

/** Fails with `archive-bomb` where what was unpacked, or would be, is out of proportion. Sizes in bytes. */
export function checkExpansion(archive: string, packed: number, unpacked: number): void {
  if (unpacked <= HARMLESS_BYTES || unpacked <= packed * MOST_EXPANSION) return;
  throw new PipelineError({
    code: "archive-bomb",
    message: `"${archive}" has ${packed} bytes and unpacks to ${unpacked} or more, over ${MOST_EXPANSION} times as many`,
    where: archive,
    remedy: "Don't trust it; pictures do not shrink like that. Give them as a folder if it is meant so.",
  });
}

/** Fails with `archive-members` where an archive has, as far as was counted, more than `most`. */
export function checkMembers(archive: string, members: number, most = MOST_MEMBERS): void {
  if (members <= most) return;
  throw new PipelineError({
    code: "archive-members",
    message: `"${archive}" has ${members} members or more, and may have ${most}`,
    where: archive,
    remedy: "Give its files as a folder, or as several archives.",
  });
}

/** An archive that is refused for one of its members. */
export function refused(archive: string, code: string, what: string, remedy: string): PipelineError {
  return new PipelineError({ code, message: `"${archive}" ${what}`, where: archive, remedy });
}

/** An archive that cannot be read. */
export function damaged(archive: string, error: unknown): PipelineError {
  return new PipelineError({
    code: "archive-damaged",
    message: `"${archive}" cannot be read: ${error instanceof Error ? error.message : String(error)}`,
    where: archive,
    remedy: "Fetch or make the archive again.",
    cause: error,
  });
}
