// Tests of the native engine share this: they skip where it is not installed.
import { existsSync } from "node:fs";
import { engineHome, nativeFolder } from "../../lib/learn/engine/home.js";

export const hasNative = existsSync(nativeFolder(engineHome()));
export const skipped = "(skipped where the native engine is not installed)";
