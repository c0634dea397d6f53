import { expect, test } from "vitest";
import { bursts } from "../../../lib/image/audit/bursts.js";
import { sameBytes } from "../../../lib/image/audit/same-bytes.js";
import { unite } from "../../../lib/image/audit/unite.js";

const shot = (id: string, captured: string | null, camera: string | null = "Canon #1") => ({ id, captured, camera });

test("chains the pictures of a burst along their time, camera by camera", () => {
  const shots = [
    shot("a", "2024-05-01T23:59:59.5"),
    shot("b", "2024-05-02T00:00:01.25"),
    shot("c", "2024-05-02T00:00:03.25"),
    shot("d", "2024-05-02T00:00:05.2501"),
    shot("e", "2024-05-02T00:00:02", "Canon #2"),
    shot("f", "2024-05-02T00:00:02", null),
    shot("g", null),
  ];
  expect(bursts(shots, 2)).toEqual([
    { first: 0, second: 1, measure: 1.75 },
    { first: 1, second: 2, measure: 2 },
  ]);
  expect(bursts(shots, 0)).toEqual([]);
});

test("takes pictures of one instant for a burst, in the order of their ids", () => {
  const shots = [shot("a", "2024-05-01T12:00:00"), shot("b", "2024-05-01T12:00:00")];
  expect(bursts(shots, 1)).toEqual([{ first: 0, second: 1, measure: 0 }]);
  expect(bursts([...shots].reverse(), 1)).toEqual([{ first: 1, second: 0, measure: 0 }]);
});

test("tells copies from conflicts of labels", () => {
  const pictures = [
    { digest: "x", label: 0 },
    { digest: "y", label: 0 },
    { digest: "x", label: 1 },
    { digest: "y", label: 0 },
    { digest: "z", label: 1 },
    { digest: "x", label: 0 },
  ];
  const { duplicates, conflicts, conflicting } = sameBytes(pictures);
  expect(duplicates.map(({ first, second }) => [first, second])).toEqual([
    [0, 5],
    [1, 3],
  ]);
  expect(conflicts.map(({ first, second }) => [first, second])).toEqual([[0, 2]]);
  expect([...conflicting].sort()).toEqual([0, 2, 5]);
});

test("unites what is linked in any way, under the first given name, or the first picture's", () => {
  const members = ["", "bag", "", "cup", "", "", "bag"].map((group, index) => ({ id: `p${index}`, group }));
  const pair = (first: number, second: number) => ({ first, second, measure: null });
  expect(unite(members, [])).toEqual(["", "bag", "", "cup", "", "", "bag"]);
  expect(unite(members, [pair(3, 6), pair(2, 0), pair(4, 2)])).toEqual([
    "with p0",
    "bag",
    "with p0",
    "bag",
    "with p0",
    "",
    "bag",
  ]);
  const taken = [
    { id: "a", group: "" },
    { id: "b", group: "" },
    { id: "c", group: "with a" },
  ];
  expect(unite(taken, [pair(0, 1)])).toEqual(["with a′", "with a′", "with a"]);
});
