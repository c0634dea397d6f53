import { expect, test } from "vitest";
import type { Components } from "../../lib/store/records.js";
import { isNightly, report, seed } from "../seed.js";
import { findViolation, keyWithout } from "./property.js";

const EFFORT = isNightly ? { pipelines: 300, edits: 10 } : { pipelines: 8, edits: 8 };
const HOUR = 3_600_000;

test("no result is ever stale and nothing is done twice", { timeout: HOUR }, async () => {
  const { violation, runs, tasksRun, tasksCached } = await findViolation(EFFORT, seed);
  report("random pipelines under random edits", [`${runs} runs: ${tasksRun} tasks ran, ${tasksCached} were cached`]);
  expect(violation).toBeUndefined();
  expect(tasksRun).toBeGreaterThan(runs / 2);
  expect(tasksCached).toBeGreaterThan(runs);
});

const COMPONENTS = ["format", "code", "natives", "with", "inputs", "environment"] satisfies (keyof Components)[];

test.each(COMPONENTS)("a key without %s is found out", { timeout: HOUR }, async (component) => {
  const { violation } = await findViolation({ pipelines: 50, edits: 10 }, seed, keyWithout(component));
  expect(violation).toMatch(/stale/);
});

test("every component of a key is tried", () => {
  const all: Record<keyof Components, true> = {
    format: true,
    code: true,
    natives: true,
    with: true,
    inputs: true,
    environment: true,
  };
  expect([...COMPONENTS].sort()).toEqual(Object.keys(all).sort());
});
