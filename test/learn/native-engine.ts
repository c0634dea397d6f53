// Tests of the native engine share this: they skip where it is not installed.
import { existsSync } from "node:fs";
import { engineHome, installationFolder } from "../../lib/learn/engine/home.js";
import { manifestPath } from "../../lib/learn/engine/manifest.js";

export const hasNative = existsSync(manifestPath(installationFolder(engineHome())));
export const skipped = "(skipped where the native engine is not installed)";
