/** The column types of a table, with the Parquet type that each is written as. */
export interface Column<Value> {
  readonly type: "text" | "int32" | "float64" | "boolean" | "bytes";
  readonly nullable: boolean;
  /** Carries the value's type; never set. */
  readonly value?: Value;
}

/** UTF-8 text (Parquet STRING). */
export const text: Column<string> = { type: "text", nullable: false };
/** A whole number in −2³¹…2³¹−1 (Parquet INT32). */
export const int32: Column<number> = { type: "int32", nullable: false };
/** A double, NaN allowed (Parquet DOUBLE). */
export const float64: Column<number> = { type: "float64", nullable: false };
export const boolean: Column<boolean> = { type: "boolean", nullable: false };
/** Raw bytes (Parquet BYTE_ARRAY). */
export const bytes: Column<Uint8Array> = { type: "bytes", nullable: false };

export function nullable<Value>(column: Column<Value>): Column<Value | null> {
  return { type: column.type, nullable: true };
}

export type Columns = { readonly [name: string]: Column<unknown> };
export type Row<C extends Columns> = { -readonly [K in keyof C]: C[K] extends Column<infer Value> ? Value : never };
