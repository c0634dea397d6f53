import type { MeanAttrs, SumAttrs, TensorInfo } from "@tensorflow/tfjs-core";
import type { KernelHost } from "./host.js";
import { areFloats, kernel, type Tensors } from "./kernel.js";

/** A bias, [columns], is added to each row of [rows…, columns]. */
export const biasSum = kernel<Tensors<"a" | "b">, object>({
  name: "Add",
  covers: ({ a, b }) => areFloats(a, b) && a.shape.length > 1 && b.shape.length === 1 && a.shape.at(-1) === b.shape[0],
  compute(host, { a, b }) {
    const y = host.allocate(a.shape);
    const columns = b.shape[0] ?? 0;
    host.kernels.addRow(host.at(a), host.at(b), host.at(y), rowsOf(a), columns);
    return y;
  },
});

/** The sum over all axes but the last: a bias's gradient. */
export const rowsSum = kernel<Tensors<"x">, SumAttrs>({
  name: "Sum",
  covers: ({ x }, { axis, keepDims }) => areFloats(x) && !keepDims && isAllButLast(axis, x.shape.length),
  compute: (host, { x }) => sumRows(host, x, 1),
});

/** The mean over all axes but the last, as batch normalisation takes it. */
export const rowsMean = kernel<Tensors<"x">, MeanAttrs>({
  name: "Mean",
  covers: ({ x }, { axis, keepDims }) => areFloats(x) && !keepDims && isAllButLast(axis, x.shape.length),
  compute: (host, { x }) => sumRows(host, x, rowsOf(x)),
});

function sumRows(host: KernelHost, x: TensorInfo, divisor: number): TensorInfo {
  const columns = x.shape.at(-1) ?? 0;
  const sum = host.allocate([columns]);
  host.kernels.sumRows(host.at(x), host.at(sum), rowsOf(x), columns, divisor);
  return sum;
}

/** Without an axis, all are meant. */
function isAllButLast(axis: number | readonly number[] | null, rank: number): boolean {
  if (axis === null || rank < 2) return false;
  const axes = [axis].flat().map((at) => (at < 0 ? at + rank : at));
  return axes.length === rank - 1 && !axes.includes(rank - 1);
}

function rowsOf({ shape }: TensorInfo): number {
  return shape.slice(0, -1).reduce((product, size) => product * size, 1);
}
