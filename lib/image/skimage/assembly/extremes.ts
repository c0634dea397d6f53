/** The least of `known` and `length` bytes. */
export function least(at: usize, length: i32, known: u32): u32 {
  let all = i8x16.splat(<i8>known);
  let index: i32 = 0;
  for (; index + 16 <= length; index += 16) all = i8x16.min_u(all, v128.load(at + <usize>index));
  for (; index < length; index++) all = i8x16.min_u(all, i8x16.splat(load<i8>(at + <usize>index)));
  let found: u32 = 255;
  for (let lane: i32 = 0; lane < 16; lane++) {
    found = min(found, <u32>i8x16.extract_lane_u(all, 0));
    all = i8x16.shuffle(all, all, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 0);
  }
  return found;
}

/** The greatest of `known` and `length` bytes. */
export function greatest(at: usize, length: i32, known: u32): u32 {
  let all = i8x16.splat(<i8>known);
  let index: i32 = 0;
  for (; index + 16 <= length; index += 16) all = i8x16.max_u(all, v128.load(at + <usize>index));
  for (; index < length; index++) all = i8x16.max_u(all, i8x16.splat(load<i8>(at + <usize>index)));
  let found: u32 = 0;
  for (let lane: i32 = 0; lane < 16; lane++) {
    found = max(found, <u32>i8x16.extract_lane_u(all, 0));
    all = i8x16.shuffle(all, all, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 0);
  }
  return found;
}
