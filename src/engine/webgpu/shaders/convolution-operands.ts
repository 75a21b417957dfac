/** The operands of the products that a convolution and its gradients are, as functions that read maps and filters. */
import type * as tf from '@tensorflow/tfjs-core';
import type { Along, Operand } from './tiled-product';

type Geometry = tf.backend_util.Conv2DInfo;

/** Sizes of a convolution that the operands read, beside those of the product. */
export function geometrySizes(geometry: Geometry): Record<string, number> {
  const { inHeight, inWidth, inChannels, outHeight, outWidth, outChannels, padInfo } = geometry;
  const filter = { filterWidth: geometry.filterWidth, strideHeight: geometry.strideHeight };
  const padding = { padTop: padInfo.top, padLeft: padInfo.left };
  return {
    ...{ inHeight, inWidth, inChannels, outHeight, outWidth, outChannels },
    ...{ ...filter, strideWidth: geometry.strideWidth, ...padding },
  };
}

/** Whether every output pixel is a product of its input pixel alone: maps are matrices then as they are. */
export function isPointwise({ filterHeight, filterWidth, strideHeight, strideWidth, ...geometry }: Geometry): boolean {
  const isUnpadded = geometry.inHeight === geometry.outHeight && geometry.inWidth === geometry.outWidth;
  return filterHeight * filterWidth * strideHeight * strideWidth === 1 && isUnpadded;
}

interface Matrix {
  readonly function: 'left' | 'right';
  readonly name: string;
  readonly along: Along;
  /** Values that lie next to each other, WGSL, and how many there are. */
  readonly line: string;
  readonly lineLength: number;
}

/** A matrix whose lines follow each other; they lie along the depth, or along the side. */
export function matrix({ function: role, name, along, line, lineLength }: Matrix): Operand {
  const isFours = lineLength % 4 === 0;
  const [high, low] = along === 'depth' ? ['side', 'depth'] : ['depth', 'side'];
  return linear({ role, name, along, isFours }, `${high} * ${line} + ${low}`, { low, line });
}

/** The filter turned round, for the gradient of the input: side is the input's channel, depth window place and output. */
export function turnedFilter({ outChannels }: Geometry): Operand {
  const start =
    '((depth / sizes.outChannels) * sizes.inChannels + side) * sizes.outChannels + depth % sizes.outChannels';
  const one = { role: 'right', name: 'weights', along: 'depth', isFours: outChannels % 4 === 0 } as const;
  return linear(one, start, { low: 'depth', line: 'sizes.depth' });
}

/** Of the input: `pixel` counts output pixels, `value` the window's places and their channels. */
export function inputPatches(along: Along, { inChannels }: Geometry): Operand {
  const [pixel, value] = along === 'depth' ? ['side', 'depth'] : ['depth', 'side'];
  const line = along === 'depth' ? 'sizes.depth' : 'sizes.rows';
  return patches({ name: 'x', along, isFours: inChannels % 4 === 0, line, pixel, value }, [
    '  let channel = value % sizes.inChannels;',
    '  let place = value / sizes.inChannels;',
    '  let out = pixel / sizes.outWidth;',
    '  let row = (out % sizes.outHeight) * sizes.strideHeight - sizes.padTop + place / sizes.filterWidth;',
    '  let column = (pixel % sizes.outWidth) * sizes.strideWidth - sizes.padLeft + place % sizes.filterWidth;',
    '  if (row < 0 || row >= sizes.inHeight || column < 0 || column >= sizes.inWidth) { return -1; }',
    '  return (((out / sizes.outHeight) * sizes.inHeight + row) * sizes.inWidth + column) * sizes.inChannels + channel;',
  ]);
}

/** Of the output's gradient: `pixel` counts input pixels, `value` the window's places and the output's channels. */
export function outputPatches({ outChannels }: Geometry): Operand {
  const names = { name: 'dy', along: 'depth', line: 'sizes.depth', pixel: 'side', value: 'depth' } as const;
  return patches({ ...names, isFours: outChannels % 4 === 0 }, [
    '  let channel = value % sizes.outChannels;',
    '  let place = value / sizes.outChannels;',
    '  let inside = pixel / sizes.inWidth;',
    '  let down = inside % sizes.inHeight + sizes.padTop - place / sizes.filterWidth;',
    '  let right = pixel % sizes.inWidth + sizes.padLeft - place % sizes.filterWidth;',
    '  let row = down / sizes.strideHeight;',
    '  let column = right / sizes.strideWidth;',
    '  if (down < 0 || right < 0 || row >= sizes.outHeight || column >= sizes.outWidth) { return -1; }',
    '  if (row * sizes.strideHeight != down || column * sizes.strideWidth != right) { return -1; }',
    '  return (((inside / sizes.inHeight) * sizes.outHeight + row) * sizes.outWidth + column) * sizes.outChannels + channel;',
  ]);
}

interface Patches {
  readonly name: string;
  readonly along: Along;
  readonly isFours: boolean;
  /** How many values a pixel has, WGSL. */
  readonly line: string;
  readonly pixel: string;
  readonly value: string;
}

/** `address`: WGSL of a function's body that gives where the value lies, or -1 for padding. */
function patches({ name, along, isFours, line, pixel, value }: Patches, address: readonly string[]): Operand {
  const place = `${name}Place`;
  const find = [`fn ${place}(pixel : i32, value : i32) -> i32 {`, ...address, '}'].join('\n');
  const [element, key] = isFours ? (['vec4<f32>', 'fours'] as const) : (['f32', 'ones'] as const);
  const body = isFours
    ? `  let at = ${place}(${pixel}, ${value});
  if (at < 0) { return vec4<f32>(); }
  return ${name}[at / 4];`
    : oneByOne(`${name}Value(${pixel}, ${value} + step)`);
  const single = `fn ${name}Value(pixel : i32, value : i32) -> f32 {
  if (value >= ${line}) { return 0.0; }
  let at = ${place}(pixel, value);
  if (at < 0) { return 0.0; }
  return ${name}[at];
}`;
  const code = `${find}\n${isFours ? '' : single}\nfn left(side : i32, depth : i32) -> vec4<f32> {\n${body}\n}`;
  return { name, element, key: `${name} patches ${along} ${key}`, along, code };
}

function linear(
  { role, name, along, isFours }: { role: 'left' | 'right'; name: string; along: Along; isFours: boolean },
  start: string,
  { low, line }: { low: string; line: string },
): Operand {
  const [element, key] = isFours ? (['vec4<f32>', 'fours'] as const) : (['f32', 'ones'] as const);
  const head = `fn ${role}(side : i32, depth : i32) -> vec4<f32> {`;
  const one = `fn ${name}Value(side : i32, depth : i32) -> f32 {
  if (${low} >= ${line}) { return 0.0; }
  return ${name}[${start}];
}`;
  const next = low === 'depth' ? 'side, depth + step' : 'side + step, depth';
  const code = isFours
    ? `${head}\n  return ${name}[(${start}) / 4];\n}`
    : `${one}\n${head}\n${oneByOne(`${name}Value(${next})`)}\n}`;
  return { name, element, key: `${name}[${start}] ${key}`, along, code };
}

function oneByOne(value: string): string {
  return `  var values = vec4<f32>();
  for (var step = 0; step < 4; step++) { values[step] = ${value}; }
  return values;`;
}
