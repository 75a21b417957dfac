/**
 * The inner loops of depthwise convolution over padded feature maps (kernels/depthwise-padded.ts): four neighbouring
 * outputs at a time, so that every pixel that is loaded serves several of them.
 */
import { both, each } from './lines.ts';

export interface Filter {
  /** Taps along each side. */
  readonly size: number;
  readonly stride: number;
}

const filters: readonly Filter[] = [3, 5].flatMap((size) => [1, 2].map((stride) => ({ size, stride })));
/** Outputs of one pass. */
const outputs = 4;

export function paddedRowsSource(): string {
  return `
/** Eight channels of four neighbouring outputs; a name ends in the filter's size and stride. */
import { multiplyAdd } from '../arithmetic';
${filters.map((filter) => convolutionSource(filter) + filterGradientSource(filter)).join('\n')}`;
}

/** For every pixel of a row from the left: the outputs that see it, and the filter's tap through which they do. */
export function sightings({ size, stride }: Filter): { output: number; tap: number }[][] {
  if (stride < 1 || stride > size) throw new Error(`No filter has ${size} taps at stride ${stride}.`);
  return Array.from({ length: (outputs - 1) * stride + size }, (_, pixel) =>
    Array.from({ length: outputs }, (_, output) => ({ output, tap: pixel - output * stride })).filter(
      ({ tap }) => tap >= 0 && tap < size,
    ),
  );
}

/** Goes along the row at \`from\`, loads every pixel once, and does \`use\` with it for every output that sees it. */
function walk(filter: Filter, use: (pixel: string, output: number, tap: number) => string): string {
  const visit = (seen: { output: number; tap: number }[], pixel: number) => `
    ${both(`const x${pixel}_# = v128.load(at, 16 * #);`)}
    ${seen.map(({ output, tap }) => both(use(`x${pixel}_#`, output, tap))).join('\n')}
    at += pixel;`;
  return `let at = from;\n${sightings(filter).map(visit).join('\n')}`;
}

/** s2_0 is the first half of the third output, w2_0 that of the third tap. */
function convolutionSource(filter: Filter): string {
  const { size, stride } = filter;
  const loadTap = (tap: number) => `
    ${both(`const w${tap}_# = v128.load(filter, 16 * #);`)}
    filter += pixel;`;
  const store = (output: number) => `
  ${both(`v128.store(to, s${output}_#, 16 * #);`)}
  to += pixel;`;
  return `
/** Four outputs. */
export function convolveFour${size}x${stride}(from: usize, rowBytes: usize, filter: usize, to: usize, pixel: usize): void {
  ${each(outputs, (output) => both(`let s${output}_# = f32x4.splat(0);`))}
  for (let y = 0; y < ${size}; y++) {
    ${each(size, loadTap)}
    ${walk(filter, (pixel, output, tap) => `s${output}_# = multiplyAdd(${pixel}, w${tap}_#, s${output}_#);`)}
    from += rowBytes;
  }
  ${each(outputs, store)}
}`;
}

/** s2_0 is the first half of the third tap's sum, g2_0 that of the gradient of the third output. */
function filterGradientSource(filter: Filter): string {
  const { size, stride } = filter;
  const loadGradient = (output: number) => `
      ${both(`const g${output}_# = v128.load(outputGradient, 16 * #);`)}
      outputGradient += pixel;`;
  const addSingle = (tap: number) => `
      ${both(`s${tap}_# = multiplyAdd(v128.load(at, 16 * #), g#, s${tap}_#);`)}
      at += pixel;`;
  const addToMemory = (tap: number) => `
  ${both(`const t${tap}_# = f32x4.add(v128.load(sums, 16 * #), s${tap}_#);`)}
  ${both(`v128.store(sums, t${tap}_#, 16 * #);`)}
  sums += pixel;`;
  return `
/** Adds up one row of taps over all outputs. */
export function sumTaps${size}x${stride}(
  source: usize, rowBytes: usize, outputGradient: usize, sums: usize, pixel: usize, outHeight: i32, outWidth: i32,
): void {
  ${each(size, (tap) => both(`let s${tap}_# = f32x4.splat(0);`))}
  for (let row = 0; row < outHeight; row++) {
    let from = source;
    let column = 0;
    for (; column + ${outputs} <= outWidth; column += ${outputs}) {
      ${each(outputs, loadGradient)}
      ${walk(filter, (pixel, output, tap) => `s${tap}_# = multiplyAdd(${pixel}, g${output}_#, s${tap}_#);`)}
      from += ${outputs * stride} * pixel;
    }
    for (; column < outWidth; column++) {
      ${both('const g# = v128.load(outputGradient, 16 * #);')}
      outputGradient += pixel;
      let at = from;
      ${each(size, addSingle)}
      from += ${stride} * pixel;
    }
    source += rowBytes;
  }
  ${each(size, addToMemory)}
}`;
}
