import { defineConfig } from "vitest/config";

const ENGINES = "test/learn/**/*.test.ts";
const NIGHTLY = "test/nightly/**";
const unlessNightly = process.env.NIGHTLY === undefined ? [NIGHTLY] : [];

export default defineConfig({
  resolve: { conditions: ["tamiz-source"] },
  ssr: { resolve: { conditions: ["tamiz-source"] } },
  test: {
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // One more than the two cores: many tests wait, for a process or for a clock to tick.
    maxWorkers: 3,
    projects: [
      // TensorFlow.js keeps its engine and the names of its variables for the whole process.
      { extends: true, test: { name: "engines", include: [ENGINES] } },
      // What these import is loaded once for all of them, not once a file.
      {
        extends: true,
        test: { name: "rest", include: ["test/**/*.test.ts"], exclude: [ENGINES, ...unlessNightly], isolate: false },
      },
    ],
  },
});
