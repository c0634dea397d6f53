import { dirname, join, sep } from "node:path";

/**
 * All paths on which a bundle of `files` rests: the files; the folders of those outside `node_modules`, in which a new
 * file could take another's place; and the settings that the bundler looks for on the way up.
 */
export function pathsBehind(files: readonly string[]): readonly string[] {
  const paths = new Set(files);
  for (const file of files) {
    if (file.includes(`${sep}node_modules${sep}`)) continue;
    paths.add(dirname(file));
    for (let folder = dirname(file); ; folder = dirname(folder)) {
      for (const name of ["package.json", "node_modules"]) paths.add(join(folder, name));
      if (folder === dirname(folder)) break;
    }
  }
  return [...paths];
}
