import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder of the installed `tamiz` package, or of this repository. */
export const packageRoot = findPackageRoot(dirname(fileURLToPath(import.meta.url)));

/** True in this repository, where steps are bundled with the kit's TypeScript; false where the package is installed. */
export const hasKitSource = existsSync(join(packageRoot, "lib", "step", "kit.ts"));

function findPackageRoot(from: string): string {
  if (from.endsWith("dist") || !existsSync(join(from, "package.json"))) return findPackageRoot(dirname(from));
  return from;
}
