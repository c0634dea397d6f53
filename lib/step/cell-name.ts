import { canonical, type Json } from "../digest.js";

/** What tells a cell of a matrix from the others, fit for the name of a folder: `fold=1`, `size=28,color=gray`. */
export function cellName(axes: { readonly [axis: string]: Json }): string {
  return Object.entries(axes)
    .map(([axis, value]) => `${axis}=${typeof value === "string" ? value : canonical(value)}`)
    .join(",")
    .replaceAll("/", "_");
}
