/** How a command finds an input: one file, a folder of files, or a folder for each cell of a matrix step. */
export type InputForm = "file" | "folder" | "list";

/** What a command leaves: a folder of files, a folder of files for people, or a table by its columns' types. */
export type OutputForm = "files" | "document" | { readonly [column: string]: string };

/** The code of a step that runs a command, as plain data: it stands in the bundle, whose digest covers it. */
export interface CommandCode {
  /** For the shell. */
  readonly run: string;
  readonly in: { readonly [name: string]: InputForm };
  readonly out: { readonly [name: string]: OutputForm };
  /** Names of environment variables that the command may read beside the usual. */
  readonly env: readonly string[];
  /** Digest of each file that the command names, by the name. */
  readonly files: { readonly [name: string]: string };
}

/** `IN_PHOTOS`, `OUT_TABLE`, `WITH_MAX_SIZE`: where a command finds an input, leaves an output, reads a parameter. */
export function variableName(group: "in" | "out" | "with", name: string): string {
  return `${group}_${name}`.replaceAll("-", "_").toUpperCase();
}

/**
 * The words of a command that may be names of files: split at white space, quotes and what the shell takes for its own,
 * the right side of `--name=value` too, and quoted text whole.
 */
export function wordsOf(command: string): readonly string[] {
  const quoted = [...command.matchAll(/"([^"]+)"|'([^']+)'/g)].map((match) => match[1] ?? match[2] ?? "");
  const words = command.split(/[\s'"`$;&|<>(){}[\]*?!\\]+/).flatMap((word) => [word, ...word.split("=")]);
  return [...new Set([...quoted, ...words])].filter((word) => word !== "").sort();
}
