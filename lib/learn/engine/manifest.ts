import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { z } from "zod";
import { systemCode } from "../../error.js";
import { TENSORFLOW_VERSION, TFJS_VERSION } from "./home.js";

/** What an installation of the native engine holds: written into it last, so that a folder without one is none. */
export type EngineManifest = z.infer<typeof manifestShape>;

const manifestShape = z.object({
  tfjs: z.string(),
  tensorflow: z.string(),
  /** By path within the installation, with `/`. */
  files: z.record(z.string(), z.object({ size: z.int(), sha256: z.string() })),
});

const NAME = "manifest.json";

export function manifestPath(installation: string): string {
  return join(installation, NAME);
}

/** Digests every file of an installation and writes its manifest. */
export async function writeManifest(installation: string): Promise<void> {
  const files: Record<string, EngineManifest["files"][string]> = {};
  for (const path of (await readdir(installation, { recursive: true })).sort()) {
    const found = await stat(join(installation, path));
    if (found.isFile()) files[path] = { size: found.size, sha256: await digestFile(join(installation, path)) };
  }
  const manifest: EngineManifest = { tfjs: TFJS_VERSION, tensorflow: TENSORFLOW_VERSION, files };
  await writeFile(manifestPath(installation), `${JSON.stringify(manifest, null, 1)}\n`);
}

/** The manifest of an installation, or a few words on why it can't be had; undefined where there is no installation. */
export async function readManifest(installation: string): Promise<EngineManifest | string | undefined> {
  let text: string;
  try {
    text = await readFile(manifestPath(installation), "utf8");
  } catch (error) {
    const code = systemCode(error);
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    return `${NAME} can't be read (${code})`;
  }
  try {
    return manifestShape.parse(JSON.parse(text));
  } catch {
    return `${NAME} is damaged`;
  }
}

/** What is wrong with the files of an installation, the first found; undefined where all are as they were installed. */
export async function findDamage(installation: string, manifest: EngineManifest): Promise<string | undefined> {
  const entries = Object.entries(manifest.files);
  try {
    for (const [path, { size }] of entries) {
      const found = (await stat(join(installation, path))).size;
      if (found < size) return `${path} is cut off: ${found} of ${size} bytes`;
      if (found > size) return `${path} is too long: ${found} bytes, not ${size}`;
    }
    for (const [path, { sha256 }] of entries) {
      if ((await digestFile(join(installation, path))) !== sha256) {
        return `${path} is not the file that was installed (its digest differs)`;
      }
    }
    return undefined;
  } catch (error) {
    const { code, path } = error as NodeJS.ErrnoException;
    if (code === undefined || path === undefined) throw error;
    const name = path.slice(installation.length + 1);
    return code === "ENOENT" ? `${name} is gone` : `${name} can't be read (${code})`;
  }
}

async function digestFile(path: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash);
  return hash.digest("hex");
}
