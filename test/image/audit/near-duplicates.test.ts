import { expect, test } from "vitest";
import { type Fingerprint, fingerprint, likeness } from "../../../lib/image/audit/fingerprint.js";
import { HashIndex, halvesOf, hammingDistance } from "../../../lib/image/audit/hash-index.js";
import { hashesWithNeighbours, nearDuplicates } from "../../../lib/image/audit/near-duplicates.js";
import { random } from "../../../lib/learn/random.js";
import { seed } from "../../seed.js";

const source = random("near", seed);
const hex = (value: bigint) => value.toString(16).padStart(16, "0");
const drawn = () =>
  (BigInt(source.below(2 ** 31)) << 33n) ^ (BigInt(source.below(2 ** 31)) << 10n) ^ BigInt(source.below(2 ** 31));
const masked = (value: bigint) => value & ((1n << 64n) - 1n);
const flipped = (value: bigint, bits: number) => {
  let result = value;
  for (let bit = 0; bit < bits; bit++) result ^= 1n << BigInt(source.below(64));
  return result;
};
const distanceOf = (a: string, b: string) =>
  [...(BigInt(`0x${a}`) ^ BigInt(`0x${b}`)).toString(2)].filter((bit) => bit === "1").length;

/** Families of hashes around a few centres. */
const hashes = Array.from({ length: 40 }, () => masked(drawn())).flatMap((centre) =>
  Array.from({ length: 12 }, () => hex(flipped(centre, source.below(12)))),
);

test.each([0, 1, 3, 6, 11])("finds every hash within %i bits, and no other", (distance) => {
  const index = new HashIndex(distance);
  hashes.forEach((hash, place) => {
    const halves = halvesOf(hash);
    const expected = [...hashes.keys()].filter(
      (other) => other < place && distanceOf(hashes[other]!, hash) <= distance,
    );
    expect(index.near(halves).sort((a, b) => a - b)).toEqual(expected);
    expect(index.add(halves)).toBe(place);
    for (const other of expected)
      expect(hammingDistance(halvesOf(hashes[other]!), halves)).toBe(distanceOf(hashes[other]!, hash));
  });
  const expected = hashes.filter((hash, place) =>
    hashes.some((other, at) => at !== place && distanceOf(hash, other) <= distance),
  );
  expect([...hashesWithNeighbours(hashes, distance)].sort()).toEqual([...new Set(expected)].sort());
});

test("compares details alone: not exposure, not a shadow, but another motif", () => {
  const side = 16;
  const picture = (of: (x: number, y: number) => number) => ({
    ...{ width: side, height: side, channels: 1 as const },
    data: Uint8Array.from({ length: side * side }, (_, index) => of(index % side, Math.floor(index / side))),
  });
  const motif = (x: number, y: number) => (x > 4 && x < 9 && y > 6 && y < 12 ? 120 : 60);
  const plain = fingerprint(picture(motif));
  expect(likeness(plain, fingerprint(picture((x, y) => motif(x, y) / 2 + 30)))).toBeGreaterThan(0.99);
  expect(likeness(plain, fingerprint(picture((x, y) => motif(x, y) + 6 * x + y)))).toBeGreaterThan(0.97);
  expect(likeness(plain, fingerprint(picture((x, y) => motif(x - 5, y + 4))))).toBeLessThan(0.2);
  const flat = fingerprint(picture(() => 90));
  expect(flat.length).toBe(0);
  expect(likeness(flat, flat)).toBe(0);
});

/** A fingerprint at an angle, in degrees. */
function at(degrees: number): Fingerprint {
  const values = Int16Array.of(
    Math.round(20000 * Math.cos((degrees * Math.PI) / 180)),
    Math.round(20000 * Math.sin((degrees * Math.PI) / 180)),
  );
  return { values, length: Math.hypot(...values) };
}
const rule = { distance: 6, likeness: Math.cos(Math.PI / 6) };
const zero = "0".repeat(16);

test("links completely: a chain of steps within the rule is cut where its ends are not", () => {
  const chain = [0, 20, 40, 60].map((degrees) => ({ hash: zero, fingerprint: at(degrees) }));
  const pairs = nearDuplicates(chain, rule);
  expect(pairs.map(({ first, second }) => [first, second])).toEqual([
    [0, 1],
    [2, 3],
  ]);
  expect(pairs[0]!.measure).toBeCloseTo(Math.cos(Math.PI / 9), 4);
});

test("asks for both, hash and details, and passes over gaps", () => {
  const far = "00000000000000ff";
  const looks = [
    { hash: zero, fingerprint: at(0) },
    undefined,
    { hash: far, fingerprint: at(0) },
    { hash: zero, fingerprint: at(40) },
  ];
  expect(nearDuplicates(looks, rule)).toEqual([]);
});

test("keeps every member of a cluster within the rule of every other", () => {
  const looks = Array.from({ length: 300 }, () => ({
    hash: hex(flipped(0n, source.below(6))),
    fingerprint: at(source.below(180)),
  }));
  const pairs = nearDuplicates(looks, rule);
  const clusters = new Map<number, number[]>();
  for (const { first, second } of pairs) clusters.set(first, [...(clusters.get(first) ?? [first]), second]);
  expect(pairs.length).toBeGreaterThan(100);
  for (const members of clusters.values()) {
    for (const one of members) {
      for (const other of members) {
        expect(distanceOf(looks[one]!.hash, looks[other]!.hash)).toBeLessThanOrEqual(rule.distance);
        if (one !== other)
          expect(likeness(looks[one]!.fingerprint, looks[other]!.fingerprint)).toBeGreaterThan(rule.likeness - 1e-9);
      }
    }
  }
});
