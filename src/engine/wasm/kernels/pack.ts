/** Copies blocks of matrices into the panels that the tiles read; rows and columns beyond the matrix become zeros. */

/**
 * Panels of `width` lines each out of a matrix whose line i begins at `source + i * lineBytes` and whose values follow
 * each other along the line: A as it stands (lines are its rows), or B transposed (lines are its columns).
 */
export function packAlong(target: usize, source: usize, lineBytes: usize, lines: i32, depth: i32, width: i32): void {
  const widthBytes = (<usize>width) << 2;
  for (let first = 0; first < lines; first += width) {
    const count = min(width, lines - first);
    for (let line = 0; line < width; line += 1) {
      // Four lines at a time are transposed in registers.
      if (line + 4 <= count) {
        packFourLines(
          target + ((<usize>line) << 2),
          source + <usize>(first + line) * lineBytes,
          lineBytes,
          depth,
          widthBytes,
        );
        line += 3;
      } else if (line < count) {
        let from = source + <usize>(first + line) * lineBytes;
        let to = target + ((<usize>line) << 2);
        for (let k = 0; k < depth; k++) {
          store<f32>(to, load<f32>(from));
          from += 4;
          to += widthBytes;
        }
      } else {
        let to = target + ((<usize>line) << 2);
        for (let k = 0; k < depth; k++) {
          store<f32>(to, 0);
          to += widthBytes;
        }
      }
    }
    target += <usize>depth * widthBytes;
  }
}

function packFourLines(target: usize, source: usize, lineBytes: usize, depth: i32, widthBytes: usize): void {
  let p0 = source;
  let p1 = p0 + lineBytes;
  let p2 = p1 + lineBytes;
  let p3 = p2 + lineBytes;
  let k = 0;
  for (; k + 4 <= depth; k += 4) {
    const r0 = v128.load(p0);
    const r1 = v128.load(p1);
    const r2 = v128.load(p2);
    const r3 = v128.load(p3);
    const low01 = v128.shuffle<f32>(r0, r1, 0, 4, 1, 5);
    const low23 = v128.shuffle<f32>(r2, r3, 0, 4, 1, 5);
    const high01 = v128.shuffle<f32>(r0, r1, 2, 6, 3, 7);
    const high23 = v128.shuffle<f32>(r2, r3, 2, 6, 3, 7);
    v128.store(target, v128.shuffle<f64>(low01, low23, 0, 2));
    target += widthBytes;
    v128.store(target, v128.shuffle<f64>(low01, low23, 1, 3));
    target += widthBytes;
    v128.store(target, v128.shuffle<f64>(high01, high23, 0, 2));
    target += widthBytes;
    v128.store(target, v128.shuffle<f64>(high01, high23, 1, 3));
    target += widthBytes;
    p0 += 16;
    p1 += 16;
    p2 += 16;
    p3 += 16;
  }
  for (; k < depth; k++) {
    store<f32>(target, load<f32>(p0));
    store<f32>(target, load<f32>(p1), 4);
    store<f32>(target, load<f32>(p2), 8);
    store<f32>(target, load<f32>(p3), 12);
    target += widthBytes;
    p0 += 4;
    p1 += 4;
    p2 += 4;
    p3 += 4;
  }
}

/**
 * Panels of `width` values each out of a matrix whose values across the panels follow each other: B as it stands, or A
 * transposed. Depth k begins at `source + k * lineBytes`.
 */
export function packAcross(target: usize, source: usize, lineBytes: usize, values: i32, depth: i32, width: i32): void {
  const panelBytes = (<usize>width * <usize>depth) << 2;
  const whole = values - (values % width);
  const rest = values - whole;
  for (let k = 0; k < depth; k++) {
    let from = source;
    let to = target;
    if (width === 16) {
      for (let value = 0; value < whole; value += 16) {
        v128.store(to, v128.load(from));
        v128.store(to, v128.load(from, 16), 16);
        v128.store(to, v128.load(from, 32), 32);
        v128.store(to, v128.load(from, 48), 48);
        from += 64;
        to += panelBytes;
      }
    } else if (width === 8) {
      for (let value = 0; value < whole; value += 8) {
        v128.store(to, v128.load(from));
        v128.store(to, v128.load(from, 16), 16);
        from += 32;
        to += panelBytes;
      }
    } else if (width === 6) {
      for (let value = 0; value < whole; value += 6) {
        v128.store(to, v128.load(from));
        v128.store64_lane(to, v128.load64_zero(from, 16), 0, 16);
        from += 24;
        to += panelBytes;
      }
    } else {
      for (let value = 0; value < whole; value += 4) {
        v128.store(to, v128.load(from));
        from += 16;
        to += panelBytes;
      }
    }
    if (rest > 0) {
      for (let i = 0; i < width; i++) {
        store<f32>(to + ((<usize>i) << 2), i < rest ? load<f32>(from + ((<usize>i) << 2)) : 0);
      }
    }
    source += lineBytes;
    target += (<usize>width) << 2;
  }
}
