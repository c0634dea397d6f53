import { join } from "node:path";
import { type Project, writeProject } from "../project.js";
import { type PhotoSet, writePhotos } from "./photos.js";

/** Steps that follow each other, as they stand in the default pipeline. */
export type PhotoStep = "resize" | "features";

const STEPS: { readonly [step in PhotoStep]: string } = {
  resize: `  resize:
    uses: tamiz/steps/resize
    in: { images: ingest.images }
    with: { width: 28, height: 28, color: gray }
`,
  features: `  features:
    uses: tamiz/steps/features
    in: { images: resize.images }
`,
};

/** A project that takes photos in class folders, `photos`, through `ingest` and these steps. */
export async function writePhotoProject(
  scratch: string,
  name: string,
  photos: PhotoSet,
  steps: readonly PhotoStep[],
): Promise<Project> {
  const ingest = `  ingest:
    uses: tamiz/steps/ingest
    in: { photos: ./photos }
    resources: { cpu: 2 }
`;
  const text = `name: ${name}\nsteps:\n${ingest}${steps.map((step) => STEPS[step]).join("")}`;
  const project = writeProject(scratch, name, text);
  await writePhotos(join(project.folder, "photos"), photos);
  return project;
}
