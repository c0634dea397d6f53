import { columnsOfSchema } from "../artifact/schema.js";
import { readTable } from "../artifact/table.js";
import type { ObjectDigest } from "../digest.js";
import type { PlannedTask } from "../plan/task.js";
import type { Store } from "../store/store.js";

/** The class of each picture by its id, from the first table of pictures among what these tasks made; empty without one. */
export async function classesAbove(
  tasks: readonly PlannedTask[],
  { objects }: Store,
): Promise<ReadonlyMap<string, string>> {
  for (const { status } of tasks) {
    if (status.state !== "cached") continue;
    for (const digest of Object.values(status.record.outputs)) {
      const manifest = objects.manifest(digest as ObjectDigest);
      if (manifest?.kind !== "images") continue;
      const rows = await readTable(manifest, columnsOfSchema(manifest.schema), objects).all(["id", "class"]);
      return new Map(rows.map((row) => [String(row.id), String(row.class)]));
    }
  }
  return new Map();
}
