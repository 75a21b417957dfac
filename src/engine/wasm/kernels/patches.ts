/** The pixels that each output of a convolution sees, laid out in rows of [size, size, channels]; and the way back. */

/**
 * Rows [first, first + count) of the patch matrix; output positions are counted over [batch, outHeight, outWidth].
 * Pixels outside the image are 0.
 */
export function gatherPatches(
  input: usize,
  patches: usize,
  first: i32,
  count: i32,
  inHeight: i32,
  inWidth: i32,
  channels: i32,
  outHeight: i32,
  outWidth: i32,
  filterHeight: i32,
  filterWidth: i32,
  strideHeight: i32,
  strideWidth: i32,
  dilationHeight: i32,
  dilationWidth: i32,
  top: i32,
  left: i32,
): void {
  const pixel = (<usize>channels) << 2;
  for (let position = first; position < first + count; position++) {
    const column = position % outWidth;
    const line = position / outWidth;
    const row = line % outHeight;
    const image = input + <usize>(line / outHeight) * <usize>(inHeight * inWidth) * pixel;
    const x0 = column * strideWidth - left;
    for (let y = 0; y < filterHeight; y++) {
      const inRow = row * strideHeight + y * dilationHeight - top;
      const isInside = inRow >= 0 && inRow < inHeight;
      const source = image + <usize>(inRow * inWidth) * pixel;
      for (let x = 0; x < filterWidth; x++) {
        const inColumn = x0 + x * dilationWidth;
        if (isInside && inColumn >= 0 && inColumn < inWidth) {
          copyPixel(patches, source + <usize>inColumn * pixel, channels);
        } else {
          memory.fill(patches, 0, pixel);
        }
        patches += pixel;
      }
    }
  }
}

/** Adds rows [first, first + count) of the patch matrix to the pixels that they came from. */
export function scatterPatches(
  patches: usize,
  output: usize,
  first: i32,
  count: i32,
  inHeight: i32,
  inWidth: i32,
  channels: i32,
  outHeight: i32,
  outWidth: i32,
  filterHeight: i32,
  filterWidth: i32,
  strideHeight: i32,
  strideWidth: i32,
  dilationHeight: i32,
  dilationWidth: i32,
  top: i32,
  left: i32,
): void {
  const pixel = (<usize>channels) << 2;
  for (let position = first; position < first + count; position++) {
    const column = position % outWidth;
    const line = position / outWidth;
    const row = line % outHeight;
    const image = output + <usize>(line / outHeight) * <usize>(inHeight * inWidth) * pixel;
    const x0 = column * strideWidth - left;
    for (let y = 0; y < filterHeight; y++) {
      const inRow = row * strideHeight + y * dilationHeight - top;
      const isInside = inRow >= 0 && inRow < inHeight;
      const target = image + <usize>(inRow * inWidth) * pixel;
      for (let x = 0; x < filterWidth; x++) {
        const inColumn = x0 + x * dilationWidth;
        if (isInside && inColumn >= 0 && inColumn < inWidth) {
          addPixel(target + <usize>inColumn * pixel, patches, channels);
        }
        patches += pixel;
      }
    }
  }
}

function copyPixel(target: usize, source: usize, channels: i32): void {
  let channel = 0;
  for (; channel + 4 <= channels; channel += 4) {
    v128.store(target, v128.load(source));
    target += 16;
    source += 16;
  }
  for (; channel < channels; channel++) {
    store<f32>(target, load<f32>(source));
    target += 4;
    source += 4;
  }
}

function addPixel(target: usize, source: usize, channels: i32): void {
  let channel = 0;
  for (; channel + 4 <= channels; channel += 4) {
    v128.store(target, f32x4.add(v128.load(target), v128.load(source)));
    target += 16;
    source += 16;
  }
  for (; channel < channels; channel++) {
    store<f32>(target, load<f32>(target) + load<f32>(source));
    target += 4;
    source += 4;
  }
}
