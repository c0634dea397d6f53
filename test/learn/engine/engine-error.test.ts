import { expect, test } from "vitest";
import { explainEngineError } from "../../../lib/learn/engine/engine-error.js";

// As seen with tensors larger than the engine may hold, on TensorFlow.js 4.22.0.
const seen = {
  native:
    "Invalid TF_Status: 8\nMessage: OOM when allocating tensor with shape[70000,40000] and type float on /job:localhost/replica:0/task:0/device:CPU:0 by allocator mklcpu",
  wasm: "memory access out of bounds",
  "the array that is fed": "Array buffer allocation failed",
};

test.each(Object.entries(seen))("memory that ran out on %s is told with a remedy", (_, message) => {
  const explained = explainEngineError(new RangeError(message));
  expect(explained).toMatchObject({ code: "out-of-memory", remedy: expect.stringContaining("smaller `batch`") });
});

test("any other error stays as it is", () => {
  const error = new Error("Invalid argument: shapes differ");
  expect(explainEngineError(error)).toBe(error);
});
