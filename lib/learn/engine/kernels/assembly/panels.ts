// The right factor of a matrix product, B [depth × columns], is packed in panels of 8 columns: [columns / 8, depth, 8],
// with zeros where the last panel is wider than B. A tile then reads it from one end to the other. A tile takes two steps
// at once, so that an odd depth is filled up with a row of zeros.
import { copyFloats, zeroFloats } from "./floats";

export function evenDepth(depth: i32): i32 {
  return (depth + 1) & ~1;
}

/** In bytes. */
export function panelsSize(depth: i32, columns: i32): usize {
  return ((columns + 7) & ~7) * evenDepth(depth) * 4;
}

/** B's rows lie `pitch` bytes apart. */
export function packPanels(b: usize, pitch: usize, depth: i32, columns: i32, panels: usize): void {
  for (; columns > 0; columns -= 8) {
    const width = min(columns, 8);
    let from = b;
    for (let k = 0; k < depth; k++) {
      if (width === 8) {
        v128.store(panels, v128.load(from));
        v128.store(panels, v128.load(from, 16), 16);
      } else {
        copyFloats(panels, from, width);
        zeroFloats(panels + width * 4, 8 - width);
      }
      from += pitch;
      panels += 32;
    }
    panels = fillPanel(panels, depth);
    b += 32;
  }
}

/** Packs B = Eᵀ, where E [columns × depth] has rows `pitch` bytes apart. */
export function packTransposed(e: usize, pitch: usize, depth: i32, columns: i32, panels: usize): void {
  for (; columns > 0; columns -= 8) {
    if (columns >= 8) {
      packHalf(e, pitch, depth, panels);
      packHalf(e + 4 * pitch, pitch, depth, panels + 16);
    } else {
      zeroFloats(panels, depth * 8);
      for (let column = 0; column < columns; column++) {
        const row = e + column * pitch;
        for (let k = 0; k < depth; k++) store<f32>(panels + k * 32 + column * 4, load<f32>(row + k * 4));
      }
    }
    panels = fillPanel(panels + depth * 32, depth);
    e += 8 * pitch;
  }
}

function fillPanel(end: usize, depth: i32): usize {
  if (depth === evenDepth(depth)) return end;
  zeroFloats(end, 8);
  return end + 32;
}

/** Four of E's rows become four columns of a panel. */
function packHalf(e: usize, pitch: usize, depth: i32, panel: usize): void {
  const e1 = e + pitch;
  const e2 = e1 + pitch;
  const e3 = e2 + pitch;
  let k = 0;
  for (; k + 4 <= depth; k += 4) {
    const at = k * 4;
    const r0 = v128.load(e + at);
    const r1 = v128.load(e1 + at);
    const r2 = v128.load(e2 + at);
    const r3 = v128.load(e3 + at);
    const low01 = v128.shuffle<f32>(r0, r1, 0, 4, 1, 5);
    const low23 = v128.shuffle<f32>(r2, r3, 0, 4, 1, 5);
    const high01 = v128.shuffle<f32>(r0, r1, 2, 6, 3, 7);
    const high23 = v128.shuffle<f32>(r2, r3, 2, 6, 3, 7);
    v128.store(panel, v128.shuffle<f32>(low01, low23, 0, 1, 4, 5));
    v128.store(panel, v128.shuffle<f32>(low01, low23, 2, 3, 6, 7), 32);
    v128.store(panel, v128.shuffle<f32>(high01, high23, 0, 1, 4, 5), 64);
    v128.store(panel, v128.shuffle<f32>(high01, high23, 2, 3, 6, 7), 96);
    panel += 128;
  }
  for (; k < depth; k++) {
    const at = k * 4;
    store<f32>(panel, load<f32>(e + at));
    store<f32>(panel, load<f32>(e1 + at), 4);
    store<f32>(panel, load<f32>(e2 + at), 8);
    store<f32>(panel, load<f32>(e3 + at), 12);
    panel += 32;
  }
}
