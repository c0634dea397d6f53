/**
 * One step of Adam in one pass, in the order and roundings of the same step in TensorFlow.js's operations:
 * m' = β₁·m + (1 − β₁)·g, v' = β₂·v + (1 − β₂)·g², weight' = decay·weight − stepSize·m' / (√v' + ε).
 */
export function adamStep(
  weight: usize,
  m: usize,
  v: usize,
  gradient: usize,
  newWeight: usize,
  newM: usize,
  newV: usize,
  count: i32,
  beta1: f32,
  rest1: f32,
  beta2: f32,
  rest2: f32,
  stepSize: f32,
  epsilon: f32,
  decay: f32,
): void {
  const bytes: usize = count * 4;
  let at: usize = 0;
  for (; at + 16 <= bytes; at += 16) {
    const g = v128.load(gradient + at);
    const m4 = f32x4.add(f32x4.mul(v128.load(m + at), f32x4.splat(beta1)), f32x4.mul(g, f32x4.splat(rest1)));
    const v4 = f32x4.add(
      f32x4.mul(v128.load(v + at), f32x4.splat(beta2)),
      f32x4.mul(f32x4.mul(g, g), f32x4.splat(rest2)),
    );
    const change = f32x4.div(f32x4.mul(m4, f32x4.splat(stepSize)), f32x4.add(f32x4.sqrt(v4), f32x4.splat(epsilon)));
    v128.store(newM + at, m4);
    v128.store(newV + at, v4);
    v128.store(newWeight + at, f32x4.sub(f32x4.mul(v128.load(weight + at), f32x4.splat(decay)), change));
  }
  for (; at < bytes; at += 4) {
    const g = load<f32>(gradient + at);
    const m1 = load<f32>(m + at) * beta1 + g * rest1;
    const v1 = load<f32>(v + at) * beta2 + g * g * rest2;
    store<f32>(newM + at, m1);
    store<f32>(newV + at, v1);
    store<f32>(newWeight + at, load<f32>(weight + at) * decay - (m1 * stepSize) / (sqrt<f32>(v1) + epsilon));
  }
}
