import type { TensorInfo } from "@tensorflow/tfjs-core";
import { kernel, type Tensors } from "./kernel.js";

/** The same values under another name. No kernel writes into values that are there, so that they need no copy. */
export const identity = kernel<Tensors<"x">, object>({
  name: "Identity",
  covers: ({ x }) => x.dtype !== "string",
  compute({ backend }, { x }): TensorInfo {
    backend.incRef(x.dataId);
    return { dataId: x.dataId, shape: x.shape, dtype: x.dtype };
  },
});
