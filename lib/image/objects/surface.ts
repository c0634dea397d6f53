import { SURFACES } from "./palette.js";
import type { Random } from "./random.js";

/** A surface's colour at a place: 0…1 between its two colours. */
type Texture = (x: number, y: number) => number;

/** A table top, a cloth, a floor: RGB bytes of a square, `side` pixels wide. */
export function drawSurface(random: Random, side: number): Uint8Array {
  const [bright, dull] = random.pick(SURFACES);
  const texture = random.pick(TEXTURES)(random);
  const data = new Uint8Array(side * side * 3);
  for (let y = 0, at = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const share = Math.min(1, Math.max(0, texture(x / side, y / side)));
      for (let channel = 0; channel < 3; channel++) {
        const from = bright[channel] ?? 0;
        data[at++] = Math.round(from + ((dull[channel] ?? 0) - from) * share);
      }
    }
  }
  return data;
}

type Weave = (random: Random) => Texture;

const wood: Weave = (random) => {
  const noise = valueNoise(random);
  const rings = random.between(5, 10);
  const along = random.chance(0.5);
  return (x, y) => {
    const [across, length] = along ? [x, y] : [y, x];
    const grain = Math.sin(2 * Math.PI * rings * (across + 0.12 * noise(across * 3, length * 1.2)));
    return 0.45 + 0.25 * grain + 0.3 * (noise(across * 60, length * 4) - 0.5);
  };
};

const cloth: Weave = (random) => {
  const noise = valueNoise(random);
  const threads = random.between(24, 40);
  return (x, y) => {
    const warp = Math.sin(2 * Math.PI * threads * x) * Math.sin(2 * Math.PI * threads * y);
    return 0.45 + 0.25 * warp + 0.5 * (noise(x * 5, y * 5) - 0.5);
  };
};

const stone: Weave = (random) => {
  const noise = valueNoise(random);
  return (x, y) => 0.1 + 0.45 * noise(x * 4, y * 4) + 0.3 * noise(x * 14, y * 14) + 0.25 * noise(x * 50, y * 50);
};

const tiles: Weave = (random) => {
  const noise = valueNoise(random);
  const size = random.between(0.28, 0.45);
  const [offsetX, offsetY] = [random.next(), random.next()];
  return (x, y) => {
    const inTileX = (x / size + offsetX) % 1;
    const inTileY = (y / size + offsetY) % 1;
    const joint = Math.min(inTileX, inTileY, 1 - inTileX, 1 - inTileY) < 0.025;
    return joint ? 0.9 : 0.2 + 0.3 * noise(x * 9, y * 9);
  };
};

const paper: Weave = (random) => {
  const noise = valueNoise(random);
  const lines = random.between(9, 14);
  return (x, y) => ((y * lines) % 1 < 0.09 ? 0.75 : 0.15 + 0.15 * noise(x * 40, y * 40));
};

const TEXTURES: readonly [Weave, ...Weave[]] = [wood, cloth, stone, tiles, paper];

/** Smooth noise, 0…1: random values on a grid of 64 × 64 that repeats, interpolated between. */
function valueNoise(random: Random): Texture {
  const grid = Float64Array.from({ length: 64 * 64 }, () => random.next());
  const at = (x: number, y: number) => grid[(y & 63) * 64 + (x & 63)] ?? 0;
  const ease = (t: number) => t * t * (3 - 2 * t);
  return (x, y) => {
    const [left, top] = [Math.floor(x), Math.floor(y)];
    const [u, v] = [ease(x - left), ease(y - top)];
    const upper = at(left, top) * (1 - u) + at(left + 1, top) * u;
    const lower = at(left, top + 1) * (1 - u) + at(left + 1, top + 1) * u;
    return upper * (1 - v) + lower * v;
  };
}
