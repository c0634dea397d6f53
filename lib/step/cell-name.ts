import { canonical, type Json } from "../digest.js";

/** The name of a matrix cell's folder: `fold=1`, `size=28,color=gray`. */
export function cellName(axes: { readonly [axis: string]: Json }): string {
  return Object.entries(axes)
    .map(([axis, value]) => `${axis}=${typeof value === "string" ? value : canonical(value)}`)
    .join(",")
    .replaceAll("/", "_");
}
