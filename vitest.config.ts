import { defineConfig } from "vitest/config";

export default defineConfig({
  resolve: { conditions: ["tamiz-source"] },
  ssr: { resolve: { conditions: ["tamiz-source"] } },
  test: {
    include: ["test/**/*.test.ts"],
    exclude: process.env.NIGHTLY === undefined ? ["test/nightly/**"] : [],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // One more than the two cores: many tests wait, for a process or for a clock to tick.
    maxWorkers: 3,
  },
});
