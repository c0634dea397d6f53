import { expect, test } from "vitest";
import { admit } from "../../lib/run/admission.js";

test("longest remaining path first, as far as the cores reach", () => {
  const short = { cpu: 1, remaining: 1 };
  const long = { cpu: 1, remaining: 5 };
  const wide = { cpu: 2, remaining: 3 };
  expect(admit([short, wide, long], 2, 2)).toEqual([long, short]);
  expect(admit([short, wide], 2, 2)).toEqual([wide]);
  expect(admit([short], 0, 2)).toEqual([]);
});

test("a task that asks for more cores than there are gets all of them", () => {
  const greedy = { cpu: 64, remaining: 1 };
  expect(admit([greedy], 2, 2)).toEqual([greedy]);
  expect(admit([greedy], 1, 2)).toEqual([]);
});
