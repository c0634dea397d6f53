import { describe, expect, test } from "vitest";
import { assignToBins } from "../../lib/learn/assign.js";
import { random } from "../../lib/learn/random.js";
import { type SplitInput, shareOf, splitRows, validationShare } from "../../lib/learn/split.js";

const options = { test: 0.2, folds: 5, seed: 7 };

/** `counts[k]` pictures of class `k`, each alone. */
function singles(...counts: number[]): SplitInput[] {
  return counts.flatMap((count, label) =>
    Array.from({ length: count }, (_, index) => row(`${label}/${String(index).padStart(5, "0")}`, label)),
  );
}

function row(id: string, label: number, group = "", given: string | null = null): SplitInput {
  return { id, label, class: `class ${label}`, group, given };
}

/** Random classes of random groups; now and then a group holds two classes. */
function randomRows(seed: number): SplitInput[] {
  const source = random("rows", seed);
  const classes = 2 + source.below(4);
  const groups = classes * 12 + source.below(60);
  return Array.from({ length: groups }, (_, group) => {
    const label = group % classes;
    const size = 1 + source.below(source.below(6) === 0 ? 20 : 3);
    return Array.from({ length: size }, (_, index) => {
      const mixed = source.below(30) === 0 ? (label + 1) % classes : label;
      return row(`${group}-${index}`, mixed, size === 1 ? "" : `group ${group}`);
    });
  }).flat();
}

describe("splitRows", () => {
  test("each class is within one picture of its share in every part and fold", () => {
    const rows = singles(53, 17, 100, 29);
    const places = splitRows(rows, options);
    for (const [label, count] of [53, 17, 100, 29].entries()) {
      const mine = places.filter((_, index) => rows[index]!.label === label);
      const test = mine.filter((place) => place.part === "test").length;
      expect(test).toBe(Math.round(count * 0.2));
      for (let fold = 1; fold <= 5; fold++) {
        const size = mine.filter((place) => place.fold === fold).length;
        expect(Math.abs(size - (count - test) / 5)).toBeLessThan(1);
      }
    }
  });

  test("folds are of one size, though no class divides evenly", () => {
    const places = splitRows(singles(...new Array<number>(10).fill(14)), { ...options, test: 0 });
    const sizes = [1, 2, 3, 4, 5].map((fold) => places.filter((place) => place.fold === fold).length);
    expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
  });

  test("no group is cut, every class is everywhere, and the same seed gives the same split", () => {
    for (let seed = 0; seed < 60; seed++) {
      const rows = randomRows(seed);
      const places = splitRows(rows, { ...options, seed });
      const ofGroup = new Map<string, string>();
      rows.forEach(({ group, label }, index) => {
        const place = JSON.stringify(places[index]);
        if (group !== "") expect(ofGroup.get(group) ?? place).toBe(place);
        ofGroup.set(group, place);
        expect(places[index]!.fold > 0).toBe(places[index]!.part === "train");
        for (let fold = 0; fold <= 5; fold++) {
          expect(rows.some((other, at) => other.label === label && places[at]!.fold === fold)).toBe(true);
        }
      });
      expect(splitRows(rows, { ...options, seed })).toEqual(places);
    }
  });

  test("shares hold as near as groups allow", () => {
    for (let seed = 0; seed < 60; seed++) {
      const rows = randomRows(seed);
      const test = splitRows(rows, { ...options, seed }).filter((place) => place.part === "test").length;
      expect(Math.abs(test / rows.length - 0.2)).toBeLessThan(0.04);
    }
  });

  test("another seed gives another split", () => {
    const rows = singles(40, 40);
    expect(splitRows(rows, { ...options, seed: 8 })).not.toEqual(splitRows(rows, options));
  });

  test("a given part is kept, and takes the rest of its group along", () => {
    const given = singles(20, 20).map((item, index) => ({ ...item, given: index % 4 === 0 ? "test" : "train" }));
    const rows = [...given, row("z1", 0, "burst", "test"), row("z2", 0, "burst")];
    const places = splitRows(rows, options);
    expect(places.map(({ part }) => part)).toEqual([...given.map((item) => item.given), "test", "test"]);
  });

  test("pictures given for validation are in the train part and its folds, and where no test part is given one is dealt", () => {
    const parts = ["train", "train", "train", "train", "validation"];
    const rows = singles(50, 50).map((item, index) => ({ ...item, given: parts[index % 5]! }));
    const places = splitRows(rows, options);
    places.forEach(({ part, validation, fold }, index) => {
      expect(validation).toBe(rows[index]!.given === "validation");
      if (validation) expect([part, fold > 0]).toEqual(["train", true]);
    });
    expect(places.filter(({ part }) => part === "test")).toHaveLength(16);
    for (let fold = 1; fold <= 5; fold++) {
      expect(places.some((place) => place.validation && place.fold === fold)).toBe(true);
    }
  });

  test.each([
    ["test", ["train", "test", "validation", null]],
    ["train", ["validation", null, "train"]],
    ["train", ["validation", null, "validation"]],
  ])("a group is %s as a whole where its pictures were given as %j", (part, given) => {
    const others = singles(20, 20).map((item, index) => ({ ...item, given: index % 4 === 0 ? "test" : "train" }));
    const burst = given.map((one, index) => row(`z${index}`, index % 2, "burst", one));
    const places = splitRows([...others, ...burst], options).slice(others.length);
    expect(new Set(places.map((place) => JSON.stringify(place))).size).toBe(1);
    expect(places[0]).toMatchObject({ part, validation: given.every((one) => one !== "train" && one !== "test") });
  });

  test("the smallest class that can be in both parts is", () => {
    const rows = singles(50, 6);
    const places = splitRows(rows, { ...options, folds: 5 });
    expect(places.filter((place, index) => rows[index]!.label === 1 && place.part === "test")).toHaveLength(1);
  });

  test("70,000 pictures are no trouble", () => {
    const rows = singles(...new Array<number>(10).fill(7000));
    const places = splitRows(rows, options);
    expect(places.filter(({ part }) => part === "test")).toHaveLength(14_000);
  });

  test.each([
    ["one class", singles(20), 'all pictures are of one class, "class 0"'],
    ["no pictures", [], "there are no pictures to split"],
    ["one picture of a class", singles(20, 1), 'class "class 1" has 1 group of pictures, too few for both'],
    ["more folds than groups", singles(20, 4), 'class "class 1" has 3 groups of pictures, too few in the train part'],
    [
      "one group that holds a whole class",
      [...singles(20), ...Array.from({ length: 30 }, (_, index) => row(`x${index}`, 1, "burst"))],
      'class "class 1" has 1 group of pictures',
    ],
  ])("refuses %s", (_, rows, message) => {
    expect(() => splitRows(rows, options)).toThrow(message);
  });
});

describe("assignToBins", () => {
  test("comes nearer to a share than the largest group is large", () => {
    const rows = [50, 40, 30, 1, 1, 1].flatMap((size, group) =>
      Array.from({ length: size }, (_, index) => row(`${group}-${index}`, 0, `group ${group}`)),
    );
    const bins = assignToBins(rows, [0.75, 0.25], 1);
    const second = bins.filter((bin) => bin === 1).length;
    expect(Math.abs(second - rows.length / 4)).toBeLessThanOrEqual(10);
  });
});

describe("validationShare", () => {
  test("cuts out its share of every class, and nothing at 0", () => {
    const rows = singles(30, 50);
    const { training, validation } = validationShare(rows, 0.1, 7);
    expect(Array.from(validation, (index) => rows[index]!.label).filter((label) => label === 0)).toHaveLength(3);
    expect(validation).toHaveLength(8);
    expect([...training, ...validation].toSorted((a, b) => a - b)).toEqual([...rows.keys()]);
    expect(validationShare(rows, 0, 7).validation).toHaveLength(0);
  });

  test("is what was given for it, unless nothing or all of the side was, or none is wanted", () => {
    const rows = singles(30, 50).map((item, index) => ({ ...item, validation: index % 20 === 0 }));
    const given = [0, 20, 40, 60];
    expect([...shareOf(rows, 0.1, 7).validation]).toEqual(given);
    expect(shareOf(rows, 0.1, 7).training).toHaveLength(76);
    expect(shareOf(rows, 0, 7).validation).toHaveLength(0);
    for (const validation of [true, false]) {
      const same = rows.map((item) => ({ ...item, validation }));
      expect(shareOf(same, 0.1, 7)).toEqual(validationShare(rows, 0.1, 7));
    }
  });

  test("leaves a class with a single group to the training", () => {
    const rows = [...singles(30), row("z1", 1, "burst"), row("z2", 1, "burst")];
    const { training } = validationShare(rows, 0.3, 7);
    expect([...training]).toEqual(expect.arrayContaining([30, 31]));
  });
});
