import type { Json } from "../digest.js";
import type { Column, Columns } from "./column.js";

/** In the schema that a declaration has of a table: stands for all columns that it does not name. */
export const OTHER_COLUMNS = "*";

/** The columns of a table, from the schema in its manifest: pairs of name and type, such as `["id", "text"]`, `["given", "text?"]`. */
export function columnsOfSchema(schema: Json): Columns {
  const entries = (schema as readonly (readonly [string, string])[]).map(([name, type]) => {
    const column = { type: type.replace("?", ""), nullable: type.endsWith("?") } as Column<unknown>;
    return [name, column] as const;
  });
  return Object.fromEntries(entries);
}
