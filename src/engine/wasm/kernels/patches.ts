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
      if (inRow < 0 || inRow >= inHeight) {
        memory.fill(patches, 0, <usize>filterWidth * pixel);
        patches += <usize>filterWidth * pixel;
        continue;
      }
      const source = image + <usize>(inRow * inWidth) * pixel;
      if (dilationWidth === 1 && x0 >= 0 && x0 + filterWidth <= inWidth) {
        // The taps of this row lie side by side in the image too.
        copyValues(patches, source + <usize>x0 * pixel, filterWidth * channels);
        patches += <usize>filterWidth * pixel;
        continue;
      }
      for (let x = 0; x < filterWidth; x++) {
        const inColumn = x0 + x * dilationWidth;
        if (inColumn >= 0 && inColumn < inWidth) copyValues(patches, source + <usize>inColumn * pixel, channels);
        else memory.fill(patches, 0, pixel);
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
      const target = image + <usize>(inRow * inWidth) * pixel;
      const isInside = inRow >= 0 && inRow < inHeight;
      if (isInside && dilationWidth === 1 && x0 >= 0 && x0 + filterWidth <= inWidth) {
        addValues(target + <usize>x0 * pixel, patches, filterWidth * channels);
      } else if (isInside) {
        for (let x = 0; x < filterWidth; x++) {
          const inColumn = x0 + x * dilationWidth;
          if (inColumn < 0 || inColumn >= inWidth) continue;
          addValues(target + <usize>inColumn * pixel, patches + <usize>x * pixel, channels);
        }
      }
      patches += <usize>filterWidth * pixel;
    }
  }
}

function copyValues(target: usize, source: usize, count: i32): void {
  let i = 0;
  for (; i + 8 <= count; i += 8) {
    const a = v128.load(source);
    const b = v128.load(source, 16);
    v128.store(target, a);
    v128.store(target, b, 16);
    target += 32;
    source += 32;
  }
  for (; i < count; i++) {
    store<f32>(target, load<f32>(source));
    target += 4;
    source += 4;
  }
}

function addValues(target: usize, source: usize, count: i32): void {
  let i = 0;
  for (; i + 8 <= count; i += 8) {
    const a = f32x4.add(v128.load(target), v128.load(source));
    const b = f32x4.add(v128.load(target, 16), v128.load(source, 16));
    v128.store(target, a);
    v128.store(target, b, 16);
    target += 32;
    source += 32;
  }
  for (; i < count; i++) {
    store<f32>(target, load<f32>(target) + load<f32>(source));
    target += 4;
    source += 4;
  }
}
