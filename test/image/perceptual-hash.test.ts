import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { averaged } from "../../lib/image/averaged.js";
import { perceptualHash } from "../../lib/image/perceptual-hash.js";

/** Made by Python's imagehash: `test/reference/perceptual-hash.py`. */
const reference: { readonly [name: string]: { readonly hash: string; readonly pixels: readonly number[] } } =
  JSON.parse(readFileSync(new URL("../reference/perceptual-hash.json", import.meta.url), "utf8"));
const gray = (data: Uint8Array) => ({ width: 32, height: 32, channels: 1 as const, data });

/** In how many of 64 bits two hashes differ. */
const distance = (a: string | null, b: string) =>
  [...(BigInt(`0x${a}`) ^ BigInt(`0x${b}`)).toString(2)].filter((bit) => bit === "1").length;

test.each(["noise", "ramp", "rings", "square", "faint"])("hashes %s as imagehash does", (name) => {
  const { hash, pixels } = reference[name]!;
  expect(perceptualHash(gray(Uint8Array.from(pixels)))).toBe(hash);
});

test("has no hash for one colour, nor for what can hardly be seen", () => {
  expect(perceptualHash(gray(new Uint8Array(1024).fill(77)))).toBe(null);
  expect(perceptualHash(gray(Uint8Array.from({ length: 1024 }, (_, index) => 77 + (index % 2))))).toBe(null);
  expect(perceptualHash(gray(Uint8Array.from({ length: 1024 }, (_, index) => (index % 32 < 16 ? 70 : 80))))).not.toBe(
    null,
  );
});

test("barely changes with brightness, contrast and a little noise", () => {
  const { hash, pixels } = reference.rings!;
  const brighter = Uint8Array.from(pixels, (value, index) => Math.min(255, value * 0.8 + 30 + ((index * 7) % 5)));
  expect(distance(perceptualHash(gray(brighter)), hash)).toBeLessThanOrEqual(4);
  expect(distance(reference.noise!.hash, hash)).toBeGreaterThan(16);
});

test("averages over the area that a pixel covers", () => {
  const picture = { width: 3, height: 2, channels: 1 as const, data: Uint8Array.of(0, 30, 90, 60, 120, 150) };
  // Columns: (0 + 15) / 1.5 = 10, (15 + 90) / 1.5 = 70; (60 + 60) / 1.5 = 80, (60 + 150) / 1.5 = 140.
  expect([...averaged(picture, 2).data]).toEqual([10, 70, 80, 140]);
  const color = { width: 1, height: 1, channels: 3 as const, data: Uint8Array.of(1, 2, 3) };
  expect([...averaged(color, 2).data]).toEqual([1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2, 3]);
  expect(averaged({ width: 2, height: 2, channels: 1, data: Uint8Array.of(9, 8, 7, 6) }, 2).data).toEqual(
    Uint8Array.of(9, 8, 7, 6),
  );
});
