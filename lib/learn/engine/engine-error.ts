import { PipelineError } from "../../error.js";

/** What engines say when memory runs out: TensorFlow, V8's array buffers, and Emscripten's and our own kernels' heap. */
const OUT_OF_MEMORY =
  /OOM when allocating|ResourceExhausted|failed to allocate|bad_alloc|Array buffer allocation failed|out of memory|memory access out of bounds|enlarge memory|invalid array length/i;

/** An engine's error as one that says what to do where memory ran out; any other as it is. */
export function explainEngineError(error: unknown): unknown {
  if (!(error instanceof Error) || !OUT_OF_MEMORY.test(error.message)) return error;
  return new PipelineError({
    code: "out-of-memory",
    message: `the engine ran out of memory (${error.message.split("\n")[0]?.slice(0, 160)})`,
    remedy: "Set a smaller `batch`, smaller pictures where they are resized, or fewer tasks at a time (--jobs 1).",
    cause: error,
  });
}
