import type { ObjectDigest } from "../../digest.js";
import type { Host } from "../execute.js";

/** Where a command runs, and finds what it reads as files. */
export interface Workplace {
  /** The project's folder. */
  readonly project: string;
  /** Makes an empty folder, which is removed when the task ends. */
  makeFolder(): Promise<string>;
  /** Where a stored object lies, its bytes checked. */
  locateObject(digest: ObjectDigest): Promise<string>;
  /** Where a file's bytes lie, checked: stored, or in one of the sources under its id. */
  locateFile(id: string, digest: ObjectDigest): Promise<string>;
  /** Those of the located paths that no longer look as when they were checked. Objects that are damaged are set aside. */
  findTouched(): Promise<readonly string[]>;
}

/** What surrounds a running command. */
export interface CommandHost extends Host {
  readonly workplace: Workplace;
}
