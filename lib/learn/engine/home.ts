import { homedir } from "node:os";
import { join } from "node:path";

/** The versions that `native/` pins by digest, and this program is written for. */
export const TFJS_VERSION = "4.22.0";
export const TENSORFLOW_VERSION = "2.15.1";

/** Where what engines need beyond this package is kept: `TAMIZ_ENGINE_HOME`, else the user's cache folder. */
export function engineHome(environment: NodeJS.ProcessEnv = process.env): string {
  const { TAMIZ_ENGINE_HOME, XDG_CACHE_HOME } = environment;
  if (TAMIZ_ENGINE_HOME) return TAMIZ_ENGINE_HOME;
  return join(XDG_CACHE_HOME || join(homedir(), ".cache"), "tamiz", "engine");
}

/** What an installation of the native engine is called; other versions may lie beside it, for projects that want those. */
export const INSTALLATION = `tfjs-${TFJS_VERSION}-tensorflow-${TENSORFLOW_VERSION}`;

/** What installations of any versions are called. */
export const INSTALLATION_NAME = /^tfjs-.+-tensorflow-.+$/;

/** The installation below an engine home: its manifest, and `node_modules`. */
export function installationFolder(home: string): string {
  return join(home, INSTALLATION);
}

/** The native engine's package folder below an engine home. */
export function nativeFolder(home: string): string {
  return packageFolder(installationFolder(home));
}

/** The folder of `@tensorflow/tfjs-node` in an installation, or in one that is being made. */
export function packageFolder(installation: string): string {
  return join(installation, "node_modules", "@tensorflow", "tfjs-node");
}
