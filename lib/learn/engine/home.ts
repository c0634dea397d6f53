import { homedir } from "node:os";
import { join } from "node:path";

/** Where what engines need beyond this package is kept: `TAMIZ_ENGINE_HOME`, else the user's cache folder. */
export function engineHome(environment: NodeJS.ProcessEnv = process.env): string {
  const { TAMIZ_ENGINE_HOME, XDG_CACHE_HOME } = environment;
  if (TAMIZ_ENGINE_HOME) return TAMIZ_ENGINE_HOME;
  return join(XDG_CACHE_HOME || join(homedir(), ".cache"), "tamiz", "engine");
}

/** The native engine's package folder below an engine home. */
export function nativeFolder(home: string): string {
  return join(home, "native", "node_modules", "@tensorflow", "tfjs-node");
}
