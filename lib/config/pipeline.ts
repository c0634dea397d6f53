import type { Json } from "../digest.js";
import type { Place } from "../error.js";

/** From the top of the file to a value. */
export type Path = readonly (string | number)[];

/** What to underline: an entry's key, or characters of a text, counted from 0. */
export type Focus = "key" | { readonly start: number; readonly length: number };

/** A file to fetch, pinned by its digest. */
export interface Download {
  /** The file's name below the source. */
  readonly id: string;
  readonly url: string;
  /** SHA-256 of the file, in hex. */
  readonly sha256: string;
}

/** An input from outside: a folder or file on this machine, or pinned addresses that stand in where `path` is absent. */
export interface Source {
  readonly kind: "source";
  /** Absolute path, or undefined for a source that is only downloaded. */
  readonly path: string | undefined;
  /** `path` as written, for messages. */
  readonly text: string;
  readonly download: readonly Download[];
}

/** Another step's output; of a matrix step, the list of its cells. */
export interface OutputReference {
  readonly kind: "output";
  readonly step: string;
  readonly output: string;
}

export type Input = Source | OutputReference;

/** One cell of a step's matrix; a step without a matrix has one cell without axes. */
export interface Cell {
  readonly axes: { readonly [axis: string]: Json };
  /** Parameters with every `${{ }}` replaced; defaults come later, from the step's declaration. */
  readonly with: { readonly [name: string]: Json };
}

/** What a command leaves: files, a document, or a table by its columns: name → type, such as `text` or `float64?`. */
export type CommandOutput = "files" | "document" | { readonly [column: string]: string };

/** What a step runs in place of a step module. */
export interface Command {
  /** For the shell. */
  readonly run: string;
  readonly out: { readonly [name: string]: CommandOutput };
}

export interface Step {
  readonly name: string;
  /** `./steps/train.ts`, or a package's module; "" where the step runs a command. */
  readonly uses: string;
  readonly command: Command | undefined;
  readonly in: { readonly [name: string]: Input };
  /** Inputs that would come from a step whose `when` is false: input → that step. */
  readonly absent: { readonly [input: string]: string };
  readonly cells: readonly Cell[];
  /** True where the step declares a matrix: read from outside it is a list, even of one cell. */
  readonly matrix: boolean;
  /** Cores one task of the step may keep busy. */
  readonly cpu: number;
  /** Names of environment variables that the step may read and that count in its key. */
  readonly env: readonly string[];
  /** False: the step runs every time. */
  readonly cache: boolean;
  /** Milliseconds after which a task of the step is stopped, if any. */
  readonly timeout: number | undefined;
  /** How often a task of the step that failed is tried again. */
  readonly retries: number;
}

/** `pipeline.yaml`, resolved with a profile and overrides. Steps stand in the order of the file; those whose `when` is false are gone. */
export interface Pipeline {
  readonly name: string;
  /** Absolute path of `pipeline.yaml`. */
  readonly file: string;
  /** Absolute path of the folder it stands in. */
  readonly root: string;
  readonly params: { readonly [name: string]: Json };
  readonly steps: readonly Step[];
  /**
   * Where the value at a path such as `["steps", "train", "with", "epochs"]` was written; the nearest parent if it was
   * not. `focus` underlines the key, or some characters of the value, instead of the whole value.
   */
  place(path: Path, focus?: Focus): Place | string;
}
