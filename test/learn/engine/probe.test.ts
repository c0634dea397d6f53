import { afterEach, expect, test, vi } from "vitest";
import { openEngine } from "../../../lib/learn/engine/engine.js";
import { probeEngines } from "../../../lib/learn/engine/probe.js";

afterEach(() => {
  vi.unstubAllEnvs();
});

test("where the native engine is missing, asking for it fails and the probe chooses wasm", async () => {
  vi.stubEnv("TAMIZ_ENGINE_HOME", "/nowhere");
  await expect(openEngine({ name: "native", threads: 1 })).rejects.toThrow("@tensorflow/tfjs-node is not installed");
  await expect(probeEngines("native")).rejects.toThrow("@tensorflow/tfjs-node is not installed");
  const report = await probeEngines();
  expect(report.name).toBe("wasm");
  expect(report.why).toContain("@tensorflow/tfjs-node is not installed");
  expect(report.files.some((file) => file.startsWith("/nowhere/native/"))).toBe(true);
  expect(report.identity).toEqual({ engine: "wasm", tfjs: expect.stringMatching(/^4\./), simd: true });
});
