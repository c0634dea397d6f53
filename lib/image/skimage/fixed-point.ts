/** Weights in units of 2⁻⁴⁴, each cut into pieces of 14, 15 and 15 bits, two taps side by side. */
export interface FixedPoint {
  readonly pairs: number;
  /** For each pair of taps three times two 16-bit pieces, the first tap's in the lower half. */
  readonly pieces: Int16Array;
}

const BITS = 44;
const PIECE = 2 ** 15;

/**
 * Weights in 0…1 that sum to 1, as whole numbers of units that sum to exactly 2⁴⁴, so that the mean of equal bytes is that byte.
 * An odd number is filled up with a weight of 0.
 */
export function fixedPoint(weights: Float64Array): FixedPoint {
  const units = Array.from(weights, (weight) => Math.round(weight * 2 ** BITS));
  const rest = 2 ** BITS - units.reduce((sum, unit) => sum + unit, 0);
  const heaviest = units.indexOf(Math.max(...units));
  units[heaviest] = (units[heaviest] ?? 0) + rest;
  const pairs = Math.ceil(units.length / 2);
  const pieces = new Int16Array(pairs * 6);
  units.forEach((unit, tap) => {
    const at = (tap >> 1) * 6 + (tap & 1);
    pieces[at] = Math.floor(unit / PIECE ** 2);
    pieces[at + 2] = Math.floor(unit / PIECE) % PIECE;
    pieces[at + 4] = unit % PIECE;
  });
  return { pairs, pieces };
}
