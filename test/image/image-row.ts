import type { ImageRow } from "../../lib/artifact/images.js";

/** A row of the images, with what a plain RGB picture without EXIF has where nothing is said. */
export function imageRow(row: Partial<ImageRow> & Pick<ImageRow, "id" | "label" | "class">): ImageRow {
  return {
    ...{ group: "", given: null, width: 8, height: 8, channels: 3, depth: 8, space: "rgb", orientation: 1 },
    ...{ captured: null, camera: null, hash: null, status: "sound", digest: "", storage: "encoded", bytes: null },
    ...row,
  };
}
