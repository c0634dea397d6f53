import { expect, test } from "vitest";
import { cpuLevel, levelOf } from "../../../lib/learn/engine/cpu-level.js";

const V2 = "fpu sse2 cx16 lahf_lm popcnt pni sse4_1 sse4_2 ssse3";
const V3 = `${V2} abm avx avx2 bmi1 bmi2 f16c fma movbe xsave`;
const V4 = `${V3} avx512f avx512bw avx512cd avx512dq avx512vl`;
const describeCpu = (flags: string) => `processor\t: 0\nmodel name\t: Some CPU\nflags\t\t: ${flags}\nbugs\t\t:\n`;

test.each([
  ["x86-64", "fpu sse2"],
  ["x86-64-v2", V2],
  ["x86-64-v3", V3],
  ["x86-64-v4", V4],
  ["x86-64-v4", `${V4} avx512_vnni amx_tile`],
  ["x86-64-v2", V4.replace(" fma", "")],
  ["x86-64-v3", V4.replace(" avx512dq", "")],
])("%s is what the flags tell of", (level, flags) => {
  expect(levelOf(describeCpu(flags))).toBe(level);
});

test("a text without flags tells of the lowest level", () => {
  expect(levelOf("processor\t: 0\nFeatures\t: fp asimd\n")).toBe("x86-64");
});

test("this machine has a level", () => {
  expect(cpuLevel()).toMatch(process.arch === "x64" ? /^(x86-64(-v[234])?|x64)$/ : /^\w+$/);
});
