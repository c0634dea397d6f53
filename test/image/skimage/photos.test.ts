import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ARTICLE_FEATURES, features } from "../../../lib/image/features.js";
import type { FloatPixels } from "../../../lib/image/pixels.js";
import { openResize } from "../../../lib/image/resize.js";
import { sharedData } from "../../rig.js";
import { compareFeatures } from "./difference.js";

interface Reference {
  readonly photos: readonly { readonly id: string; readonly width: number; readonly height: number }[];
  /** Of each photo in turn, 52 doubles. */
  readonly features: string;
}

const folder = join(sharedData, "trashnet");
const file = new URL("../../reference/skimage-photos.json", import.meta.url);
const { photos, features: encoded }: Reference = JSON.parse(readFileSync(file, "utf8"));
const theirs = new Float64Array(new Uint8Array(Buffer.from(encoded, "base64")).buffer);

test.skipIf(!existsSync(folder))(
  `from file to features, scikit-image's numbers on ${photos.length} photos of TrashNet (skipped without ../shared/data)`,
  async () => {
    const found = new Map<string, string[]>();
    for (const [index, { id, ...size }] of photos.entries()) {
      const resize = openResize({
        ...size,
        ...({ color: "rgb", fit: "stretch", background: [0, 0, 0], method: "skimage", dtype: "float64" } as const),
      });
      const picture = (await resize({ form: "encoded", bytes: readFileSync(join(folder, id)) }, id)) as FloatPixels;
      const ours = features(picture, ARTICLE_FEATURES);
      const result = compareFeatures(picture, ours, Array.from(theirs.subarray(index * 52, (index + 1) * 52)));
      found.set(result, [...(found.get(result) ?? []), id]);
    }
    expect(found.get("different") ?? []).toEqual([]);
    expect(found.get("equal")?.length ?? 0).toBeGreaterThanOrEqual(photos.length * 0.95);
  },
);
