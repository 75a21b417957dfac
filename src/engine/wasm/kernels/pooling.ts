/** Max pooling over NHWC feature maps and its gradient, which goes to the first maximum of each window as PyTorch has it. */

export function maxPool(
  input: usize,
  output: usize,
  batch: i32,
  inHeight: i32,
  inWidth: i32,
  outHeight: i32,
  outWidth: i32,
  channels: i32,
  filterHeight: i32,
  filterWidth: i32,
  strideHeight: i32,
  strideWidth: i32,
  top: i32,
  left: i32,
): void {
  const pixel = (<usize>channels) << 2;
  const whole = channels & ~7;
  for (let image = 0; image < batch; image++) {
    for (let row = 0; row < outHeight; row++) {
      const fromRow = max(0, row * strideHeight - top);
      const toRow = min(inHeight, row * strideHeight - top + filterHeight);
      for (let column = 0; column < outWidth; column++) {
        const fromColumn = max(0, column * strideWidth - left);
        const toColumn = min(inWidth, column * strideWidth - left + filterWidth);
        for (let channel = 0; channel < whole; channel += 8) {
          const shift = (<usize>channel) << 2;
          let best0 = f32x4.splat(-Infinity);
          let best1 = best0;
          for (let y = fromRow; y < toRow; y++) {
            let from = input + <usize>(y * inWidth + fromColumn) * pixel + shift;
            for (let x = fromColumn; x < toColumn; x++) {
              best0 = f32x4.pmax(best0, v128.load(from));
              best1 = f32x4.pmax(best1, v128.load(from, 16));
              from += pixel;
            }
          }
          v128.store(output + shift, best0);
          v128.store(output + shift, best1, 16);
        }
        for (let channel = whole; channel < channels; channel++) {
          const shift = (<usize>channel) << 2;
          let best: f32 = -Infinity;
          for (let y = fromRow; y < toRow; y++) {
            for (let x = fromColumn; x < toColumn; x++) {
              const value = load<f32>(input + <usize>(y * inWidth + x) * pixel + shift);
              if (best < value) best = value;
            }
          }
          store<f32>(output + shift, best);
        }
        output += pixel;
      }
    }
    input += <usize>(inHeight * inWidth) * pixel;
  }
}

/** `output` is what `maxPool` made of `input`, `outputGradient` its gradient; `gradient` is overwritten. */
export function maxPoolGradient(
  input: usize,
  output: usize,
  outputGradient: usize,
  gradient: usize,
  batch: i32,
  inHeight: i32,
  inWidth: i32,
  outHeight: i32,
  outWidth: i32,
  channels: i32,
  filterHeight: i32,
  filterWidth: i32,
  strideHeight: i32,
  strideWidth: i32,
  top: i32,
  left: i32,
): void {
  const pixel = (<usize>channels) << 2;
  const whole = channels & ~7;
  memory.fill(gradient, 0, <usize>(batch * inHeight * inWidth) * pixel);
  for (let image = 0; image < batch; image++) {
    for (let row = 0; row < outHeight; row++) {
      const fromRow = max(0, row * strideHeight - top);
      const toRow = min(inHeight, row * strideHeight - top + filterHeight);
      for (let column = 0; column < outWidth; column++) {
        const fromColumn = max(0, column * strideWidth - left);
        const toColumn = min(inWidth, column * strideWidth - left + filterWidth);
        for (let channel = 0; channel < whole; channel += 8) {
          const shift = (<usize>channel) << 2;
          const best0 = v128.load(output + shift);
          const best1 = v128.load(output + shift, 16);
          // Lanes whose maximum has not been met yet keep their gradient here.
          let waiting0 = v128.load(outputGradient + shift);
          let waiting1 = v128.load(outputGradient + shift, 16);
          for (let y = fromRow; y < toRow; y++) {
            const at = <usize>(y * inWidth + fromColumn) * pixel + shift;
            let from = input + at;
            let to = gradient + at;
            for (let x = fromColumn; x < toColumn; x++) {
              const isBest0 = f32x4.eq(v128.load(from), best0);
              const isBest1 = f32x4.eq(v128.load(from, 16), best1);
              const sum0 = f32x4.add(v128.load(to), v128.and(waiting0, isBest0));
              const sum1 = f32x4.add(v128.load(to, 16), v128.and(waiting1, isBest1));
              v128.store(to, sum0);
              v128.store(to, sum1, 16);
              waiting0 = v128.andnot(waiting0, isBest0);
              waiting1 = v128.andnot(waiting1, isBest1);
              from += pixel;
              to += pixel;
            }
          }
        }
        for (let channel = whole; channel < channels; channel++) {
          const shift = (<usize>channel) << 2;
          const best = load<f32>(output + shift);
          let isMet = false;
          for (let y = fromRow; y < toRow && !isMet; y++) {
            for (let x = fromColumn; x < toColumn && !isMet; x++) {
              const at = <usize>(y * inWidth + x) * pixel + shift;
              isMet = load<f32>(input + at) === best;
              if (isMet) store<f32>(gradient + at, load<f32>(gradient + at) + load<f32>(outputGradient + shift));
            }
          }
        }
        output += pixel;
        outputGradient += pixel;
      }
    }
    input += <usize>(inHeight * inWidth) * pixel;
    gradient += <usize>(inHeight * inWidth) * pixel;
  }
}
