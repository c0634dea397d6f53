import { randomBytes } from "node:crypto";

/** A draft that old is nobody's: its process is gone, and its number is another's now. */
const LONGEST_WRITE_MS = 24 * 3600 * 1000;

/** A name for a file on its way into place. It begins with the process that writes it, so that leftovers can be told. */
export function draftName(): string {
  return `${process.pid}-${randomBytes(9).toString("base64url")}`;
}

/** Whether a draft, last written at `at` (ms since 1970), is one that no living process will put in place. */
export function isLeftover(
  name: string,
  at: number,
  now: number,
  isAlive: (pid: number) => boolean = isRunning,
): boolean {
  const pid = Number.parseInt(name, 10);
  return !(pid > 0) || now - at > LONGEST_WRITE_MS || !isAlive(pid);
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: there is such a process, of another user.
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
