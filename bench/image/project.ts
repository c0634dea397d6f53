import { rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { cores } from "../machine.js";
import { type Project, runPipeline, writeProject } from "../project.js";
import { writePictures } from "./pictures.js";
import { SIZE } from "./setup.js";

/** A project that takes so many pictures from files to features. */
export async function pictureProject(scratch: string, count: number): Promise<Project> {
  const [file = ""] = await writePictures(scratch, count);
  const folder = dirname(dirname(file));
  return writeProject(
    scratch,
    `pictures-${count}`,
    `name: pictures
steps:
  ingest:
    uses: tamiz/steps/ingest
    in: { photos: ${JSON.stringify(folder)} }
    resources: { cpu: ${cores} }
  resize:
    uses: tamiz/steps/resize
    in: { images: ingest.images }
    with: { width: ${SIZE.width}, height: ${SIZE.height} }
  features:
    uses: tamiz/steps/features
    in: { images: resize.images }
`,
  );
}

/** Runs all of it from nothing; seconds. */
export async function runFromNothing(
  project: Project,
  signal: AbortSignal,
  onStart?: (pid: number) => void,
): Promise<number> {
  rmSync(join(project.folder, "artifacts"), { recursive: true, force: true });
  const { seconds, stdout } = await runPipeline(project, ["run"], { signal, ...(onStart && { onStart }) });
  if (!/3 tasks ran/.test(stdout)) throw new Error(`${project.folder}: not all steps ran:\n${stdout}`);
  return seconds;
}
