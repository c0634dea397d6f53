// Runs of 32-bit floats. memory.copy and memory.fill leave WebAssembly, which costs more than the short runs here.

export function copyFloats(to: usize, from: usize, count: i32): void {
  for (; count >= 4; count -= 4) {
    v128.store(to, v128.load(from));
    to += 16;
    from += 16;
  }
  for (; count > 0; count--) {
    store<f32>(to, load<f32>(from));
    to += 4;
    from += 4;
  }
}

export function addFloats(to: usize, from: usize, count: i32): void {
  for (; count >= 4; count -= 4) {
    v128.store(to, f32x4.add(v128.load(to), v128.load(from)));
    to += 16;
    from += 16;
  }
  for (; count > 0; count--) {
    store<f32>(to, load<f32>(to) + load<f32>(from));
    to += 4;
    from += 4;
  }
}

export function zeroFloats(to: usize, count: i32): void {
  for (; count >= 4; count -= 4) {
    v128.store(to, f32x4.splat(0));
    to += 16;
  }
  for (; count > 0; count--) {
    store<f32>(to, 0);
    to += 4;
  }
}
