import { join } from "node:path";
import { packageRoot } from "../../lib/step/package-root.js";
import { compile, compiledProgram } from "../compile.js";
import { installPython } from "../install.js";
import { cores } from "../machine.js";
import type { ImageOptions } from "./options.js";

const PACKAGES = ["numpy==1.26.4", "scipy==1.17.1", "pillow==13.0.0", "imageio==2.38.1", "scikit-image==0.24.0"];

/** A program that does its work for the files that it is given. */
export interface Contender {
  readonly command: string;
  readonly args: readonly string[];
}

/** What the scenarios need, once it is installed. */
export interface Setup {
  readonly scratch: string;
  readonly script: Contender;
  /** Our work by one of the methods, with so many pictures at once. */
  ours(method: "area" | "skimage", atOnce: number): Contender;
  /** sharp alone: one picture after another, as the loop is first written. */
  readonly simpleLoop: Contender;
  /** As many at once as there are cores. */
  readonly bareLoop: Contender;
}

/** The article's size for its own photos. */
export const SIZE = { width: 240, height: 135 } as const;
const size = [String(SIZE.width), String(SIZE.height)];

export async function prepare({ scratch }: ImageOptions): Promise<Setup> {
  const environment = join(scratch, "skimage");
  installPython(environment, PACKAGES);
  const sources = join(packageRoot, "bench", "image");
  await compile("image", ["ours", "bare-loop"]);
  const node = (name: string, ...args: readonly string[]): Contender => ({
    command: process.execPath,
    args: [compiledProgram("image", name), ...args, ...size],
  });
  return {
    scratch,
    script: { command: join(environment, "bin", "python"), args: [join(sources, "peer_script.py"), ...size] },
    ours: (method, atOnce) => node("ours", method, String(atOnce)),
    simpleLoop: node("bare-loop", "1"),
    bareLoop: node("bare-loop", String(cores)),
  };
}
