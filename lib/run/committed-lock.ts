import { execFile } from "node:child_process";
import { basename, dirname } from "node:path";
import { promisify } from "node:util";
import { PipelineError, systemCode } from "../error.js";
import { type Lock, parseLock } from "./lock.js";

/** A lock file's text may be this long, in bytes: some 100,000 tasks. */
const LONGEST_LOCK = 64 * 1024 * 1024;

/** The lock file at `path` as it was committed in a git revision. Needs the `git` command. */
export async function readCommittedLock(path: string, revision: string): Promise<Lock> {
  const name = basename(path);
  if (
    revision.startsWith("-") ||
    revision === "" ||
    (await git(path, "rev-parse", "--verify", "--quiet", `${revision}^{commit}`)) === undefined
  ) {
    throw new PipelineError({
      code: "unknown-revision",
      message: `git knows no revision "${revision}" here`,
      where: dirname(path),
      remedy: "Name a commit, a branch or a tag: `git log --oneline` lists them.",
    });
  }
  const text = await git(path, "show", `${revision}:./${name}`);
  if (text !== undefined) return parseLock(text, `${revision}:${name}`);
  throw new PipelineError({
    code: "no-lock",
    message: `there is no ${name} in ${revision}`,
    where: path,
    remedy: `Name a revision that has one: \`git log --oneline -- ${name}\` lists them.`,
  });
}

/** What git prints in a file's folder; undefined where it fails. */
async function git(path: string, ...args: readonly string[]): Promise<string | undefined> {
  try {
    const { stdout } = await promisify(execFile)("git", [...args], {
      cwd: dirname(path),
      encoding: "utf8",
      maxBuffer: LONGEST_LOCK,
    });
    return stdout;
  } catch (error) {
    if (systemCode(error) !== "ENOENT") return undefined;
    throw new PipelineError({
      code: "no-git",
      message: "the command git was not found",
      remedy: "Install git: `pipeline restore` reads pipeline.lock from its history.",
      cause: error,
    });
  }
}
