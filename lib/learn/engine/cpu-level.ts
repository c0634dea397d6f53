import { closeSync, existsSync, openSync, readSync } from "node:fs";

/** What each level of the x86-64 psABI asks for beyond the one before, as Linux names it. */
const LEVELS = [
  ["x86-64-v2", "cx16 lahf_lm popcnt pni sse4_1 sse4_2 ssse3"],
  ["x86-64-v3", "abm avx avx2 bmi1 bmi2 f16c fma movbe xsave"],
  ["x86-64-v4", "avx512f avx512bw avx512cd avx512dq avx512vl"],
] as const;

/** Linux's description of the CPU. */
const CPU_INFORMATION = "/proc/cpuinfo";

/** More than the description of one core, which is all that is read: that of all cores can be long. */
const ONE_CORE_BYTES = 8192;

/**
 * The CPU's instruction-set level: `x86-64-v2`, `-v3` or `-v4` of the x86-64 psABI (`x86-64` below those); elsewhere than
 * on Linux on x64 the architecture alone.
 *
 * It counts in a task's key, since it changes the bits: TensorFlow's kernels (oneDNN, Eigen) are chosen by it when the
 * library loads, and a wider vector or a fused multiply-add rounds otherwise. A level is enough, and the list of all
 * instructions would be too much: with oneDNN held to one instruction set after the other (ONEDNN_MAX_CPU_ISA), a
 * convolution and a matrix product in float32 came out the same for AVX2 with and without VNNI, and for AVX-512 with
 * and without VNNI, BF16 and AMX, while AVX2 and AVX-512 differ. What lies below v3 differs too, but TensorFlow's
 * libraries start on nothing less than AVX.
 */
export function cpuLevel(): string {
  if (process.arch !== "x64" || !existsSync(CPU_INFORMATION)) return process.arch;
  return levelOf(beginning(CPU_INFORMATION));
}

/** The level that a text like `/proc/cpuinfo` tells of. */
export function levelOf(cpuInformation: string): string {
  const flags = new Set(/^flags\s*:(.*)$/m.exec(cpuInformation)?.[1]?.split(" "));
  let reached = "x86-64";
  for (const [level, wanted] of LEVELS) {
    if (!wanted.split(" ").every((flag) => flags.has(flag))) break;
    reached = level;
  }
  return reached;
}

function beginning(path: string): string {
  const buffer = Buffer.alloc(ONE_CORE_BYTES);
  const file = openSync(path, "r");
  try {
    return buffer.toString("utf8", 0, readSync(file, buffer));
  } finally {
    closeSync(file);
  }
}
