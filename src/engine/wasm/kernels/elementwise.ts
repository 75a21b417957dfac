/** Passes over values one by one; `count` is any number of values. */
import { multiplyAdd } from './arithmetic';

/** y = max(0, x) */
export function relu(x: usize, y: usize, count: i32): void {
  const zero = f32x4.splat(0);
  const end = x + ((<usize>count) << 2);
  for (; x + 32 <= end; x += 32) {
    const x0 = v128.load(x);
    const x1 = v128.load(x, 16);
    v128.store(y, v128.and(x0, f32x4.gt(x0, zero)));
    v128.store(y, v128.and(x1, f32x4.gt(x1, zero)), 16);
    y += 32;
  }
  for (; x < end; x += 4) {
    const value = load<f32>(x);
    store<f32>(y, value > 0 ? value : 0);
    y += 4;
  }
}

/** dx = dy where x > 0, else 0; x may be the ReLU's input or its output. */
export function reluGradient(dy: usize, x: usize, dx: usize, count: i32): void {
  const zero = f32x4.splat(0);
  const end = x + ((<usize>count) << 2);
  for (; x + 32 <= end; x += 32) {
    const g0 = v128.and(v128.load(dy), f32x4.gt(v128.load(x), zero));
    const g1 = v128.and(v128.load(dy, 16), f32x4.gt(v128.load(x, 16), zero));
    v128.store(dx, g0);
    v128.store(dx, g1, 16);
    dy += 32;
    dx += 32;
  }
  for (; x < end; x += 4) {
    store<f32>(dx, load<f32>(x) > 0 ? load<f32>(dy) : 0);
    dy += 4;
    dx += 4;
  }
}

/** y = a + b */
export function add(a: usize, b: usize, y: usize, count: i32): void {
  const end = a + ((<usize>count) << 2);
  for (; a + 32 <= end; a += 32) {
    const sum0 = f32x4.add(v128.load(a), v128.load(b));
    const sum1 = f32x4.add(v128.load(a, 16), v128.load(b, 16));
    v128.store(y, sum0);
    v128.store(y, sum1, 16);
    b += 32;
    y += 32;
  }
  for (; a < end; a += 4) {
    store<f32>(y, load<f32>(a) + load<f32>(b));
    b += 4;
    y += 4;
  }
}

/** SGD as PyTorch has it, in place: velocity = momentum velocity + gradient; weight = weight - rate velocity. */
export function momentumUpdate(
  weight: usize,
  velocity: usize,
  gradient: usize,
  rate: f32,
  momentum: f32,
  count: i32,
): void {
  const rates = f32x4.splat(-rate);
  const shares = f32x4.splat(momentum);
  const end = weight + ((<usize>count) << 2);
  for (; weight + 32 <= end; weight += 32) {
    const v0 = multiplyAdd(v128.load(velocity), shares, v128.load(gradient));
    const v1 = multiplyAdd(v128.load(velocity, 16), shares, v128.load(gradient, 16));
    const w0 = multiplyAdd(v0, rates, v128.load(weight));
    const w1 = multiplyAdd(v1, rates, v128.load(weight, 16));
    v128.store(velocity, v0);
    v128.store(velocity, v1, 16);
    v128.store(weight, w0);
    v128.store(weight, w1, 16);
    velocity += 32;
    gradient += 32;
  }
  for (; weight < end; weight += 4) {
    const v = load<f32>(velocity) * momentum + load<f32>(gradient);
    store<f32>(velocity, v);
    store<f32>(weight, load<f32>(weight) - rate * v);
    velocity += 4;
    gradient += 4;
  }
}

/** Adam's update in place: see `adamUpdate` in core/optimizers. `rest1` and `rest2` are 1 - beta1 and 1 - beta2. */
export function adamUpdate(
  weight: usize,
  first: usize,
  second: usize,
  gradient: usize,
  beta1: f32,
  rest1: f32,
  beta2: f32,
  rest2: f32,
  epsilon: f32,
  keep: f32,
  coupled: f32,
  rate: f32,
  scale: f32,
  count: i32,
): void {
  const end = weight + ((<usize>count) << 2);
  const last4 = weight + (((<usize>count) >> 2) << 4);
  for (; weight < last4; weight += 16) {
    const w = v128.load(weight);
    const g = multiplyAdd(w, f32x4.splat(coupled), v128.load(gradient));
    const m = multiplyAdd(v128.load(first), f32x4.splat(beta1), f32x4.mul(g, f32x4.splat(rest1)));
    const v = multiplyAdd(v128.load(second), f32x4.splat(beta2), f32x4.mul(f32x4.mul(g, g), f32x4.splat(rest2)));
    const root = multiplyAdd(f32x4.sqrt(v), f32x4.splat(scale), f32x4.splat(epsilon));
    const way = f32x4.div(f32x4.mul(m, f32x4.splat(rate)), root);
    v128.store(first, m);
    v128.store(second, v);
    v128.store(weight, f32x4.sub(f32x4.mul(w, f32x4.splat(keep)), way));
    first += 16;
    second += 16;
    gradient += 16;
  }
  for (; weight < end; weight += 4) {
    const w = load<f32>(weight);
    const g = load<f32>(gradient) + w * coupled;
    const m = load<f32>(first) * beta1 + g * rest1;
    const v = load<f32>(second) * beta2 + g * g * rest2;
    store<f32>(first, m);
    store<f32>(second, v);
    store<f32>(weight, w * keep - (m * rate) / (sqrt<f32>(v) * scale + epsilon));
    first += 4;
    second += 4;
    gradient += 4;
  }
}

/** y = keep average + share value */
export function movingAverage(average: usize, value: usize, y: usize, keep: f32, share: f32, count: i32): void {
  const keeps = f32x4.splat(keep);
  const shares = f32x4.splat(share);
  const end = average + ((<usize>count) << 2);
  for (; average + 16 <= end; average += 16) {
    v128.store(y, multiplyAdd(v128.load(value), shares, f32x4.mul(v128.load(average), keeps)));
    value += 16;
    y += 16;
  }
  for (; average < end; average += 4) {
    store<f32>(y, load<f32>(value) * share + load<f32>(average) * keep);
    value += 4;
    y += 4;
  }
}
