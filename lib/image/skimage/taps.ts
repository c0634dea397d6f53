/** Along one axis: which samples each output sample is a weighted mean of. Weights sum to 1, up to rounding. */
export interface Taps {
  /** Of output sample `index`: the first input sample. */
  readonly first: number;
  readonly weights: Float64Array;
}

/** A Gaussian is cut off there, in standard deviations: scipy's default. */
const TRUNCATE = 4;

/**
 * scikit-image's `resize` along one axis, from `length` samples to `target`, its blur and its sampling folded into one. The
 * blur is a Gaussian of σ = (factor − 1) / 2, none where factor = length / target is 1 or less; output sample o lies at
 * (o + 0.5) · factor − 0.5 and is interpolated between the two next to it; both reflect at the first and the last sample (scipy's
 * "mirror").
 */
export function tapsOf(length: number, target: number): readonly Taps[] {
  const factor = length / target;
  const kernel = gaussian(factor);
  const radius = (kernel.length - 1) / 2;
  return Array.from({ length: target }, (_, index) => {
    const place = reflectPlace(factor * (index + 0.5) - 0.5, length);
    const before = Math.floor(place);
    const share = place - before;
    const sums = new Map<number, number>();
    const add = (centre: number, scale: number) => {
      if (scale === 0) return;
      kernel.forEach((weight, tap) => {
        const sample = reflect(centre + tap - radius, length);
        sums.set(sample, (sums.get(sample) ?? 0) + scale * weight);
      });
    };
    add(before, 1 - share);
    add(before + 1, share);
    const first = Math.min(...sums.keys());
    const last = Math.max(...sums.keys());
    const weights = Float64Array.from({ length: last - first + 1 }, (_, tap) => sums.get(first + tap) ?? 0);
    return { first, weights };
  });
}

/** Samples to each side of the middle that count; none where a picture is enlarged, or made smaller by an eighth or less. */
export function radiusOf(factor: number): number {
  return Math.max(0, Math.floor((TRUNCATE * (factor - 1)) / 2 + 0.5));
}

/** Weights of the blur at whole places around its middle, which sum to 1; as scipy's `gaussian_filter1d` has them. */
function gaussian(factor: number): Float64Array {
  const radius = radiusOf(factor);
  if (radius === 0) return Float64Array.of(1);
  const sigma = (factor - 1) / 2;
  const weights = Float64Array.from({ length: 2 * radius + 1 }, (_, tap) =>
    Math.exp((-0.5 / sigma ** 2) * (tap - radius) ** 2),
  );
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
}

/** A sample's number after reflection at the ends, which are not doubled: −1 is 1, `length` is `length` − 2. */
function reflect(sample: number, length: number): number {
  if (length === 1) return 0;
  const period = 2 * (length - 1);
  const within = ((sample % period) + period) % period;
  return within < length ? within : period - within;
}

/** The same of a place between samples, at most one sample outside. */
function reflectPlace(place: number, length: number): number {
  if (length === 1) return 0;
  const last = length - 1;
  return place < 0 ? -place : place > last ? 2 * last - place : place;
}
