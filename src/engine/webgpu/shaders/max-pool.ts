/** The largest value under each window, and the gradient that goes to the first of the largest, as in PyTorch. */
import { flatEntry, lines, type Element, type Shader } from '../shader';

export interface PoolWindow {
  readonly height: number;
  readonly width: number;
  readonly strideHeight: number;
  readonly strideWidth: number;
  /** Whether channels are a multiple of 4. */
  readonly isFours: boolean;
}

/** In the order of a run's sizes. `blocks`: channels, by fours where they are. */
const sizes = ['count', 'blocks', 'inHeight', 'inWidth', 'outHeight', 'outWidth', 'padTop', 'padLeft'] as const;

/** One invocation for each value of the output. What is not a number stays so. */
export function maxPoolShader(window: PoolWindow): Shader {
  const { height, width, strideHeight, strideWidth } = window;
  const element = elementOf(window);
  return {
    key: `max pool ${keyOf(window)}`,
    ...{ reads: { x: element }, writes: { y: element }, sizes },
    code: () => `
fn larger(best : ${element}, value : ${element}) -> ${element} {
  return select(best, value, (value > best) | !(value == value));
}
${flatEntry('sizes.count')}
  let block = index % sizes.blocks;
  let pixel = index / sizes.blocks;
  let line = pixel / sizes.outWidth;
  let top = (line % sizes.outHeight) * ${strideHeight} - sizes.padTop;
  let left = (pixel % sizes.outWidth) * ${strideWidth} - sizes.padLeft;
  let image = (line / sizes.outHeight) * sizes.inHeight;
  let lastRow = sizes.inHeight - 1;
  let lastColumn = sizes.inWidth - 1;
  // Places of padding stand for their neighbours, which the window has, too.
${lines(height, (row) =>
  [
    `  let line${row} = (image + clamp(top + ${row}, 0, lastRow)) * sizes.inWidth;`,
    lines(width, (column) => {
      const value = `x[(line${row} + clamp(left + ${column}, 0, lastColumn)) * sizes.blocks + block]`;
      return row + column === 0 ? `  var best = ${value};` : `  best = larger(best, ${value});`;
    }),
  ].join('\n'),
)}
  y[index] = best;
}`,
  };
}

/**
 * One invocation for each value of the input: it collects the gradient of every window whose first maximum that value is.
 * Which values are a maximum at all, the output says; only for those does it look at what comes before them.
 */
export function maxPoolGradientShader(window: PoolWindow): Shader {
  const { height, width, strideHeight, strideWidth, isFours } = window;
  const element = elementOf(window);
  const flags = isFours ? 'vec4<bool>' : 'bool';
  return {
    key: `max pool gradient ${keyOf(window)}`,
    ...{ reads: { dy: element, x: element, y: element }, writes: { dx: element }, sizes },
    code: () => `
fn isEqualBefore(value : ${element}, corner : vec2<i32>, at : vec2<i32>, image : i32, block : i32) -> ${flags} {
  var found = ${flags}();
  for (var row = max(corner.x, 0); row <= at.x; row++) {
    let end = select(min(corner.y + ${width}, sizes.inWidth), at.y, row == at.x);
    for (var column = max(corner.y, 0); column < end; column++) {
      found |= x[((image + row) * sizes.inWidth + column) * sizes.blocks + block] == value;
    }
  }
  return found;
}
${flatEntry('sizes.count')}
  let block = index % sizes.blocks;
  let pixel = index / sizes.blocks;
  let line = pixel / sizes.inWidth;
  let at = vec2<i32>(line % sizes.inHeight, pixel % sizes.inWidth);
  let image = line / sizes.inHeight;
  let value = x[index];
  // The windows that hold the value: ceil((at + pad - window + 1) / stride) up to floor((at + pad) / stride).
  let reach = at + vec2<i32>(sizes.padTop, sizes.padLeft);
  let stride = vec2<i32>(${strideHeight}, ${strideWidth});
  let first = max(vec2<i32>(), (reach - vec2<i32>(${height}, ${width}) + stride) / stride);
  let last = min(reach / stride, vec2<i32>(sizes.outHeight, sizes.outWidth) - 1);
  var gradient = ${element}();
  for (var row = first.x; row <= last.x; row++) {
    for (var column = first.y; column <= last.y; column++) {
      let place = ((image * sizes.outHeight + row) * sizes.outWidth + column) * sizes.blocks + block;
      let isLargest = value == y[place];
      if (any(isLargest)) {
        let corner = vec2<i32>(row, column) * stride - vec2<i32>(sizes.padTop, sizes.padLeft);
        let isFirst = isLargest & !isEqualBefore(value, corner, at, image * sizes.inHeight, block);
        gradient += select(${element}(), dy[place], isFirst);
      }
    }
  }
  dx[index] = gradient;
}`,
  };
}

function elementOf({ isFours }: PoolWindow): Element {
  return isFours ? 'vec4<f32>' : 'f32';
}

function keyOf({ height, width, strideHeight, strideWidth, isFours }: PoolWindow): string {
  return `${height}x${width} ${strideHeight}x${strideWidth} ${isFours}`;
}
