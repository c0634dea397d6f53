import type { Bundle } from "./bundle.js";

const SHARED = ".shared.cjs";

/** The derived name of a bundle's code: by its digest, and whether it may be loaded beside others in one process. */
export function bundleName({ digest, isShared }: Pick<Bundle, "digest" | "isShared">): string {
  return `bundles/${digest}${isShared ? SHARED : ".cjs"}`;
}

/** Whether a bundle of this name may be loaded beside others in one process. */
export function isShared(name: string): boolean {
  return name.endsWith(SHARED);
}

export function bundleDigest(name: string): string {
  return name.replace(/^.*\//, "").replace(/\..*$/, "");
}

/** The derived name of where a person's own sources are in a bundle. */
export function originsName(name: string): string {
  return name.replace(/\.cjs$/, ".origins.json");
}
