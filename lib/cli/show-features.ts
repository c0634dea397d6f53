import { readFeatures } from "../artifact/features.js";
import type { Manifest } from "../artifact/manifest.js";
import { columnsOfSchema } from "../artifact/schema.js";
import { principalComponents } from "../learn/principal-components.js";
import { featureHistograms } from "../report/feature-histograms.js";
import { projectionPlot } from "../report/projection-plot.js";
import type { Store } from "../store/store.js";
import { writeSheet } from "./sheets.js";

/** Whether a table has an id and, for all else, two doubles or more: numbers that are measured of pictures. */
export function hasFeatures({ kind, schema, rows = 0 }: Manifest): boolean {
  if (kind !== "table" || rows < 2) return false;
  const { id, ...others } = columnsOfSchema(schema);
  const columns = Object.values(others);
  return (
    id?.type === "text" && columns.length > 1 && columns.every(({ type, nullable }) => type === "float64" && !nullable)
  );
}

/** Where drawings of features were written: how each is spread, and all of them in two dimensions. */
export async function drawFeatures(
  name: string,
  manifest: Manifest,
  classes: ReadonlyMap<string, string>,
  store: Store,
): Promise<readonly string[]> {
  const { names, each } = readFeatures(manifest, store.objects);
  const rows = [];
  for await (const { id, values } of each()) rows.push({ values, class: classes.get(id) ?? "" });
  const histograms = await writeSheet(`${name}-histograms.svg`, featureHistograms(names, rows), store);
  const { components, scores } = principalComponents(
    rows.map(({ values }) => values),
    2,
  );
  const points = rows.map((row, index) => ({
    class: row.class,
    at: [scores[index]?.[0] ?? 0, scores[index]?.[1] ?? 0] as const,
  }));
  const shares = components.map(({ share }) => share);
  const projection = await writeSheet(`${name}-projection.svg`, projectionPlot(points, shares), store);
  return [`  histograms: ${histograms}`, `  projection: ${projection}`];
}
