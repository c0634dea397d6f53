import { dirname, isAbsolute, join, resolve } from "node:path";
import type { Metafile } from "esbuild";

/**
 * The paths at which modules were looked for, whether or not anything is there: a link that leads elsewhere, another version
 * of a package, or one nearer by shows in how one of them looks.
 */
export function lookUpsOf(inputs: Metafile["inputs"], root: string): readonly string[] {
  const asked = new Map<string, readonly string[]>();
  for (const [file, { imports }] of Object.entries(inputs)) {
    const folder = dirname(resolve(root, file));
    for (const { original } of imports) {
      const question = `${folder}\n${original}`;
      if (original !== undefined && !asked.has(question)) asked.set(question, lookUpsFor(original, folder));
    }
  }
  return [...new Set([...asked.values()].flat())];
}

/** Where a module is looked for that a file in `folder` names. */
export function lookUpsFor(specifier: string, folder: string): readonly string[] {
  if (specifier.startsWith(".") || isAbsolute(specifier)) {
    const path = resolve(folder, specifier);
    return [path, dirname(path)];
  }
  const name = specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");
  const paths: string[] = [];
  for (let above = folder; ; above = dirname(above)) {
    const path = join(above, "node_modules", name);
    paths.push(path, join(path, "package.json"));
    if (above === dirname(above)) return paths;
  }
}
