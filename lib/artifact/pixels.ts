import {
  type Data,
  Field,
  FixedSizeList,
  Float64,
  makeData,
  RecordBatch,
  RecordBatchFileWriter,
  Schema,
  Struct,
  tableFromIPC,
  Uint8,
  Utf8,
  vectorFromArray,
} from "apache-arrow";
import { PipelineError } from "../error.js";
import type { Manifest, ObjectReader, ObjectWriter } from "./manifest.js";
import { PartWriter } from "./rows.js";
import type { ArtifactType, RowFormat, Sink } from "./type.js";

export interface PixelShape {
  readonly width: number;
  readonly height: number;
  /** 1 grey, 3 RGB. */
  readonly channels: number;
  /** Bytes, 0…255, or doubles, 0…1. */
  readonly dtype: "uint8" | "float64";
}

/** One picture: height × width × channels bytes or doubles, row-major, channels last. */
export interface PixelRow {
  readonly id: string;
  readonly data: Uint8Array | Float64Array;
}

export interface PixelsReader extends PixelShape {
  readonly rows: number;
  /** Pictures in id order, a part in memory at a time. */
  each(): AsyncIterable<PixelRow>;
}

export interface PixelsWriter {
  /** Appends a picture; ids come in byte order, and all pictures have one shape. */
  write(picture: PixelRow & Omit<PixelShape, "dtype">): Promise<void>;
}

function createPixels(objects: ObjectWriter): Sink<PixelsWriter> {
  let shape: PixelShape | undefined;
  const parts = new PartWriter<PixelRow>(objects, {
    extension: "arrow",
    encode: (rows) => encodeArrow(rows, shape ?? { width: 0, height: 0, channels: 0, dtype: "uint8" }),
    sizeOf: (row) => row.data.byteLength,
    idOf: (row) => row.id,
  });
  return {
    writer: {
      async write({ id, data, width, height, channels }) {
        const own: PixelShape = { width, height, channels, dtype: data instanceof Uint8Array ? "uint8" : "float64" };
        shape ??= own;
        if (describeShape(own) !== describeShape(shape)) {
          throw new PipelineError({
            code: "pixel-shape",
            message: `picture "${id}" is ${describeShape(own)}, those before it ${describeShape(shape)}`,
            remedy: "Bring all pictures to one size before they are written.",
          });
        }
        await parts.write({ id, data });
      },
    },
    async close() {
      if (shape === undefined) return undefined;
      const closed = await parts.close();
      return {
        kind: "pixels",
        schema: { ...shape },
        rows: closed.reduce((sum, part) => sum + (part.rows ?? 0), 0),
        parts: closed,
      };
    },
  };
}

/** "28×28×1 of uint8" */
function describeShape({ width, height, channels, dtype }: PixelShape): string {
  return `${width}×${height}×${channels} of ${dtype}`;
}

const pixelRows: RowFormat<PixelRow & PixelShape> = {
  async *read(manifest, objects) {
    const shape = shapeOf(manifest);
    for await (const row of readPixels(manifest, objects).each()) yield { ...row, ...shape };
  },
  create: createPixels,
};

/** Pictures of one size: Arrow IPC with columns `id` and `pixels`, one fixed-size row a picture. */
export const pixelTable: ArtifactType<PixelsReader, PixelsWriter> = {
  kind: "pixels",
  schema: null,
  open: readPixels,
  create: createPixels,
  rows: pixelRows,
};

export function readPixels(manifest: Manifest, objects: Pick<ObjectReader, "read" | "keptRows">): PixelsReader {
  const shape = shapeOf(manifest);
  return {
    ...shape,
    rows: manifest.rows ?? 0,
    async *each() {
      for (const { digest } of manifest.parts) {
        const kept = objects.keptRows?.(digest) as readonly PixelRow[] | undefined;
        yield* kept ?? decodeArrow(await objects.read(digest));
      }
    },
  };
}

function shapeOf(manifest: Manifest): PixelShape {
  return manifest.schema as PixelShape & Manifest["schema"];
}

function encodeArrow(rows: readonly PixelRow[], { width, height, channels, dtype }: PixelShape): Uint8Array {
  const length = width * height * channels;
  const flat = dtype === "uint8" ? new Uint8Array(rows.length * length) : new Float64Array(rows.length * length);
  rows.forEach((row, index) => {
    flat.set(row.data, index * length);
  });
  const values = valuesOf(flat);
  const listType = new FixedSizeList(length, new Field<Uint8 | Float64>("item", values.type, false));
  const fields = [new Field("id", new Utf8(), false), new Field("pixels", listType, false)];
  const metadata = new Map([
    ["width", String(width)],
    ["height", String(height)],
    ["channels", String(channels)],
  ]);
  const schema = new Schema(fields, metadata);
  const pixels: Data<FixedSizeList<Uint8 | Float64>> = makeData({
    type: listType,
    length: rows.length,
    nullCount: 0,
    child: values,
  });
  const ids = vectorFromArray(
    rows.map((row) => row.id),
    new Utf8(),
  ).data[0];
  if (ids === undefined) throw new RangeError("a part of pixels has no rows");
  const children = [ids, pixels];
  const batch = new RecordBatch(
    schema,
    makeData({ type: new Struct(fields), length: rows.length, nullCount: 0, children }),
  );
  const writer = new RecordBatchFileWriter();
  writer.write(batch);
  writer.finish();
  return writer.toUint8Array(true);
}

function valuesOf(data: PixelRow["data"]): Data<Uint8 | Float64> {
  const form = { length: data.length, nullCount: 0 };
  return data instanceof Uint8Array
    ? makeData({ ...form, type: new Uint8(), data })
    : makeData({ ...form, type: new Float64(), data });
}

/** The pictures of one Arrow file. */
export function* decodeArrow(file: Uint8Array): Iterable<PixelRow> {
  for (const batch of tableFromIPC(file).batches) {
    const ids = batch.getChildAt(0)?.data[0];
    const pixels = batch.getChildAt(1);
    if (ids === undefined) throw new TypeError("an Arrow file without ids");
    const text: Uint8Array = ids.values;
    const offsets: Int32Array = ids.valueOffsets;
    for (let index = 0; index < batch.numRows; index++) {
      // Arrow's own decoder drops a leading U+FEFF.
      const id = Buffer.from(text.subarray(offsets[index], offsets[index + 1])).toString("utf8");
      yield { id, data: pixels?.get(index).toArray() };
    }
  }
}
