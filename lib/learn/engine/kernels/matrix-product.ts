import type { _FusedMatMulAttrs, BatchMatMulAttrs, TensorInfo } from "@tensorflow/tfjs-core";
import type { KernelHost } from "./host.js";
import { areFloats, kernel, type Tensors } from "./kernel.js";

/** a [batch…, m, k], or [batch…, k, m] transposed, by b [batch…, k, n], or [batch…, n, k] → [batch…, m, n]. */
export const matrixProduct = kernel<Tensors<"a" | "b">, BatchMatMulAttrs>({
  name: "BatchMatMul",
  covers: ({ a, b }) => areFloats(a, b) && haveOneBatchShape(a, b),
  compute: (host, { a, b }, attributes) => multiply(host, a, b, attributes),
});

/** A matrix product, a bias [n] and a relu in one. */
export const fusedMatrixProduct = kernel<Tensors<"a" | "b"> & { readonly bias?: TensorInfo }, _FusedMatMulAttrs>({
  name: "_FusedMatMul",
  covers: ({ a, b, bias }, { transposeB, activation }) =>
    areFloats(a, b, bias) &&
    haveOneBatchShape(a, b) &&
    (bias === undefined || (bias.shape.length === 1 && bias.shape[0] === b.shape.at(transposeB ? -2 : -1))) &&
    (activation === "linear" || activation === "relu"),
  compute(host, { a, b, bias }, attributes) {
    const c = multiply(host, a, b, attributes);
    const columns = c.shape.at(-1) ?? 1;
    const rows = host.tf.util.sizeFromShape(c.shape.slice(0, -1));
    const relu = attributes.activation === "relu";
    host.kernels.finishRows(host.at(c), rows, columns, bias === undefined ? 0 : host.at(bias), relu);
    return c;
  },
});

function multiply(
  host: KernelHost,
  a: TensorInfo,
  b: TensorInfo,
  { transposeA, transposeB }: { readonly transposeA: boolean; readonly transposeB: boolean },
): TensorInfo {
  const [aRows = 0, aColumns = 0] = a.shape.slice(-2);
  const [bRows = 0, bColumns = 0] = b.shape.slice(-2);
  const [m, k] = transposeA ? [aColumns, aRows] : [aRows, aColumns];
  const n = transposeB ? bRows : bColumns;
  const batch = a.shape.slice(0, -2);
  const c = host.allocate([...batch, m, n]);
  const matrices = host.tf.util.sizeFromShape(batch);
  for (let matrix = 0; matrix < matrices; matrix++) {
    host.kernels.matrixProduct(
      host.at(a) + 4 * matrix * m * k,
      host.at(b) + 4 * matrix * k * n,
      host.at(c) + 4 * matrix * m * n,
      m,
      n,
      k,
      transposeA,
      transposeB,
    );
  }
  return c;
}

/** The stock kernel repeats one side's batch along the other's. */
function haveOneBatchShape(a: TensorInfo, b: TensorInfo): boolean {
  return a.shape.length === b.shape.length && a.shape.slice(0, -2).every((size, axis) => size === b.shape[axis]);
}
