import type { Message, Plugin } from "esbuild";
import { moduleOfNode } from "./allowance.js";
import type { Read } from "./read.js";

const PLUGIN = "reads";

/** Makes a build warn of each import of a module of Node in a source for which `isOwn` holds: only it knows the place. */
export function watchImports(isOwn: (file: string) => boolean): Plugin {
  return {
    name: PLUGIN,
    setup({ onResolve }) {
      onResolve({ filter: /^[a-z]/ }, ({ path, importer }) =>
        isOwn(importer) && moduleOfNode(path) !== undefined ? { warnings: [{ text: path }] } : undefined,
      );
    },
  };
}

/** Of the imports that a build warned of, those in one file. What it imports for types alone is gone from its `code`. */
export function importsIn(file: string, code: string, warnings: readonly Message[]): readonly Read[] {
  return warnings.flatMap(({ pluginName, text: specifier, location }) => {
    const name = moduleOfNode(specifier);
    if (pluginName !== PLUGIN || location?.file !== file || name === undefined) return [];
    if (!code.includes(JSON.stringify(specifier))) return [];
    const { line, lineText: text, column, length } = location;
    // esbuild counts columns in bytes.
    const before = Buffer.from(text).subarray(0, column).toString();
    return { name, where: { file, line, column: before.length + 1, text, length } };
  });
}
