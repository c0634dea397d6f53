import { dirname } from "node:path";
import type { Plugin } from "esbuild";

/**
 * Leaves zod's error messages out of a bundle in all languages but English, the one that is used: esbuild cannot tell
 * that nobody asks for the others, which are half of a small step's bundle.
 */
export const withoutLocales: Plugin = {
  name: "without-locales",
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]zod[\\/]v4[\\/]locales[\\/]index\.c?js$/ }, ({ path }) => ({
      contents: path.endsWith(".cjs")
        ? 'exports.en = require("./en.cjs").default;'
        : 'export { default as en } from "./en.js";',
      resolveDir: dirname(path),
    }));
  },
};
