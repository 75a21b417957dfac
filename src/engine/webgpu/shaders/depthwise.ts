/** Depthwise convolution of a few neighbouring outputs in each invocation, and the gradient of its input. */
import { flatEntry, lines, type Element, type Shader } from '../shader';

export interface DepthwiseWindow {
  readonly height: number;
  readonly width: number;
  readonly stride: number;
  /** Whether channels are a multiple of 4. */
  readonly isFours: boolean;
}

/** Outputs next to each other that one invocation computes. */
export const neighbours = 4;

/** In the order of a run's sizes. `blocks`: channels, by fours where they are; pads may be negative. */
const sizes = ['count', 'blocks', 'inHeight', 'inWidth', 'outHeight', 'outWidth', 'padTop', 'padLeft'] as const;

/** `isTurned`: by the filter turned round, which at stride 1 gives the gradient of the input from that of the output. */
export function depthwiseShader(window: DepthwiseWindow & { readonly isTurned: boolean }): Shader {
  const { height, width, stride, isFours, isTurned } = window;
  const element = elementOf(isFours);
  const columns = (neighbours - 1) * stride + width;
  const place = (column: number) =>
    isTurned ? `(${height - 1} - row) * ${width} + ${width - 1 - column}` : `row * ${width} + ${column}`;
  return {
    key: `depthwise ${height}x${width} ${stride} ${isFours} ${isTurned}`,
    ...{ reads: { x: element, weights: element }, writes: { y: element }, sizes },
    code: () => `
fn valueAt(line : i32, column : i32) -> ${element} {
  if (column < 0 || column >= sizes.inWidth) { return ${element}(); }
  return x[line + column * sizes.blocks];
}
${flatEntry('sizes.count')}
  let block = index % sizes.blocks;
  var rest = index / sizes.blocks;
  let across = (sizes.outWidth + ${neighbours - 1}) / ${neighbours};
  let column = (rest % across) * ${neighbours};
  rest /= across;
  let top = (rest % sizes.outHeight) * ${stride} - sizes.padTop;
  let image = (rest / sizes.outHeight) * sizes.inHeight;
  let left = column * ${stride} - sizes.padLeft;
${lines(neighbours, (output) => `  var sum${output} = ${element}();`)}
  for (var row = max(0, -top); row < min(${height}, sizes.inHeight - top); row++) {
    let line = (image + top + row) * sizes.inWidth * sizes.blocks + block;
${lines(columns, (at) => `    let value${at} = valueAt(line, left + ${at});`)}
${lines(width, (at) => `    let weight${at} = weights[(${place(at)}) * sizes.blocks + block];`)}
${lines(neighbours, (output) =>
  lines(width, (at) => `    sum${output} = value${output * stride + at} * weight${at} + sum${output};`),
)}
  }
  let first = (rest * sizes.outWidth + column) * sizes.blocks + block;
${lines(
  neighbours,
  (output) => `  if (column + ${output} < sizes.outWidth) { y[first + ${output} * sizes.blocks] = sum${output}; }`,
)}
}`,
  };
}

/** The gradient of the input at any stride: each invocation collects one value from the outputs that read it. */
export function depthwiseInputGradientShader({ height, width, stride, isFours }: DepthwiseWindow): Shader {
  const element = elementOf(isFours);
  return {
    key: `depthwise input gradient ${height}x${width} ${stride} ${isFours}`,
    ...{ reads: { dy: element, weights: element }, writes: { dx: element }, sizes },
    code: () => `${flatEntry('sizes.count')}
  let block = index % sizes.blocks;
  let pixel = index / sizes.blocks;
  let line = pixel / sizes.inWidth;
  let down = line % sizes.inHeight + sizes.padTop;
  let right = pixel % sizes.inWidth + sizes.padLeft;
  let image = (line / sizes.inHeight) * sizes.outHeight;
  var sum = ${element}();
  for (var row = down % ${stride}; row < ${height}; row += ${stride}) {
    let source = (down - row) / ${stride};
    if (down < row || source >= sizes.outHeight) { continue; }
    for (var column = right % ${stride}; column < ${width}; column += ${stride}) {
      let at = (right - column) / ${stride};
      if (right < column || at >= sizes.outWidth) { continue; }
      let weight = weights[(row * ${width} + column) * sizes.blocks + block];
      sum = dy[((image + source) * sizes.outWidth + at) * sizes.blocks + block] * weight + sum;
    }
  }
  dx[index] = sum;
}`,
  };
}

function elementOf(isFours: boolean): Element {
  return isFours ? 'vec4<f32>' : 'f32';
}
