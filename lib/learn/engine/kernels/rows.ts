import type { SumAttrs, TensorInfo } from "@tensorflow/tfjs-core";
import { areFloats, kernel, type Tensors } from "./kernel.js";

/** A bias, [columns], is added to each row of [rows…, columns]. */
export const rowSum = kernel<Tensors<"a" | "b">, object>({
  name: "Add",
  covers: ({ a, b }) => areFloats(a, b) && a.shape.length > 1 && b.shape.length === 1 && a.shape.at(-1) === b.shape[0],
  compute(host, { a, b }) {
    const y = host.allocate(a.shape);
    const columns = b.shape[0] ?? 0;
    host.kernels.addRow(host.at(a), host.at(b), host.at(y), rowsOf(a), columns);
    return y;
  },
});

/** A bias's gradient: the sum over all axes but the last. */
export const biasGradient = kernel<Tensors<"x">, SumAttrs>({
  name: "Sum",
  covers({ x }, { axis, keepDims }) {
    const axes = [axis].flat().map((at) => (at < 0 ? at + x.shape.length : at));
    const last = x.shape.length - 1;
    return areFloats(x) && !keepDims && last > 0 && axes.length === last && !axes.includes(last);
  },
  compute(host, { x }) {
    const columns = x.shape.at(-1) ?? 0;
    const sum = host.allocate([columns]);
    host.kernels.sumRows(host.at(x), host.at(sum), rowsOf(x), columns);
    return sum;
  },
});

function rowsOf({ shape }: TensorInfo): number {
  return shape.slice(0, -1).reduce((product, size) => product * size, 1);
}
