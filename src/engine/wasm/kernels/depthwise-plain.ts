/** Depthwise convolution of one channel, for the channels after the last eight: any size and stride. */

/** One channel of one image. */
export function plainConvolution(
  input: usize,
  filter: usize,
  output: usize,
  inHeight: i32,
  inWidth: i32,
  outHeight: i32,
  outWidth: i32,
  channels: i32,
  channel: i32,
  size: i32,
  stride: i32,
  top: i32,
  left: i32,
  flips: bool,
): void {
  for (let row = 0; row < outHeight; row++) {
    for (let column = 0; column < outWidth; column++) {
      let sum: f32 = 0;
      for (let y = 0; y < size; y++) {
        const inRow = row * stride + y - top;
        if (inRow < 0 || inRow >= inHeight) continue;
        for (let x = 0; x < size; x++) {
          const inColumn = column * stride + x - left;
          if (inColumn < 0 || inColumn >= inWidth) continue;
          const tap = flips ? size * size - 1 - y * size - x : y * size + x;
          sum += at(input, (inRow * inWidth + inColumn) * channels + channel) * at(filter, tap * channels + channel);
        }
      }
      store<f32>(output + ((<usize>((row * outWidth + column) * channels + channel)) << 2), sum);
    }
  }
}

/** One channel of one image, added to `gradient`. */
export function plainFilterGradient(
  input: usize,
  outputGradient: usize,
  gradient: usize,
  inHeight: i32,
  inWidth: i32,
  outHeight: i32,
  outWidth: i32,
  channels: i32,
  channel: i32,
  size: i32,
  stride: i32,
  top: i32,
  left: i32,
): void {
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      let sum: f32 = 0;
      for (let row = 0; row < outHeight; row++) {
        const inRow = row * stride + y - top;
        if (inRow < 0 || inRow >= inHeight) continue;
        for (let column = 0; column < outWidth; column++) {
          const inColumn = column * stride + x - left;
          if (inColumn < 0 || inColumn >= inWidth) continue;
          sum +=
            at(input, (inRow * inWidth + inColumn) * channels + channel) *
            at(outputGradient, (row * outWidth + column) * channels + channel);
        }
      }
      const target = gradient + ((<usize>((y * size + x) * channels + channel)) << 2);
      store<f32>(target, load<f32>(target) + sum);
    }
  }
}

function at(values: usize, index: i32): f32 {
  return load<f32>(values + ((<usize>index) << 2));
}
