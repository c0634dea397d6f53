import { expect, test } from "vitest";
import { admit, compareReady } from "../../lib/run/admission.js";

test("longest remaining path first, then the most rows, then as they came", () => {
  const short = { cpu: 1, remaining: 1, rows: 900 };
  const small = { cpu: 1, remaining: 3, rows: 10 };
  const large = { cpu: 1, remaining: 3, rows: 200 };
  const same = { cpu: 2, remaining: 3, rows: 200 };
  expect([short, small, large, same].toSorted(compareReady)).toEqual([large, same, small, short]);
  expect([short, small, same, large].toSorted(compareReady)).toEqual([same, large, small, short]);
});

test("in order, as far as the cores reach", () => {
  const long = { cpu: 1, remaining: 5, rows: 0 };
  const wide = { cpu: 2, remaining: 3, rows: 0 };
  const short = { cpu: 1, remaining: 1, rows: 0 };
  expect(admit([long, wide, short], 2, 2)).toEqual([long, short]);
  expect(admit([wide, short], 2, 2)).toEqual([wide]);
  expect(admit([short], 0, 2)).toEqual([]);
});

test("a task that asks for more cores than there are gets all of them", () => {
  const greedy = { cpu: 64, remaining: 1, rows: 0 };
  expect(admit([greedy], 2, 2)).toEqual([greedy]);
  expect(admit([greedy], 1, 2)).toEqual([]);
});
