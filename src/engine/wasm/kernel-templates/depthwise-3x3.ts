/**
 * The inner loops of depthwise convolution with filters of 3x3, stride 1 and one pixel of padding
 * (kernels/depthwise-3x3.ts): nine weights, or nine sums, of eight channels stay in registers along a row.
 */
import { both, each } from './lines.ts';

const rows = `
  for (let row = from; row < to; row++) {
    let above = (row > 0 ? input + <usize>(row - 1) * rowBytes : zeros) + shift;
    let here = input + <usize>row * rowBytes + shift;
    let below = (row + 1 < height ? input + <usize>(row + 1) * rowBytes : zeros) + shift;`;

/** a, b and c are the pixels of the column above, in and below the row. */
const loadColumn = `
      a# = v128.load(above, 16 * #);
      b# = v128.load(here, 16 * #);
      c# = v128.load(below, 16 * #);`;

const nextColumn = `
      above += pixel;
      here += pixel;
      below += pixel;`;

export function depthwise3x3Source(): string {
  return `
/** Rows [from, to) of eight channels of one image. \`zeros\` stands for the rows above and below the feature map. */
import { multiplyAdd } from '../arithmetic';
${sweepSource()}
${gatherSource()}`;
}

/** w5_0 is the first half of the sixth tap. `sum` is what a column's three products are added to. */
function sweepSource(): string {
  const loadTap = (tap: number) => `
  ${both(`const w${tap}_# = v128.load(<usize>tap, 16 * #);`)}
  tap += step;`;
  const meet = (tap: number, sum?: string) => {
    const last = `w${tap + 6}_#, c#`;
    const below = sum === undefined ? `f32x4.mul(${last})` : `multiplyAdd(${last}, ${sum})`;
    return `multiplyAdd(w${tap}_#, a#, multiplyAdd(w${tap + 3}_#, b#, ${below}))`;
  };
  return `
/** Each column of three pixels adds to three outputs, of which two are kept in registers; \`flips\` turns the filter around. */
export function sweep3x3(
  input: usize, filter: usize, output: usize, from: i32, to: i32, height: i32, width: i32, channels: i32, channel: i32,
  flips: bool, zeros: usize,
): void {
  const pixel = (<usize>channels) << 2;
  const rowBytes = <usize>width * pixel;
  const shift = (<usize>channel) << 2;
  const step: isize = flips ? -(<isize>pixel) : <isize>pixel;
  let tap = <isize>(filter + shift) + (flips ? <isize>(8 * pixel) : 0);
  ${each(9, loadTap)}
  ${rows}
    let target = output + <usize>row * rowBytes + shift;
    ${both(loadColumn.replaceAll(/[abc]# =/g, 'let $&'))}
    ${both(`let current# = ${meet(1)};\nlet next# = ${meet(0)};`)}
    for (let column = 1; column < width; column++) {
      ${nextColumn}
      ${both(loadColumn)}
      ${both(`v128.store(target, ${meet(2, 'current#')}, 16 * #);`)}
      ${both(`current# = ${meet(1, 'next#')};\nnext# = ${meet(0)};`)}
      target += pixel;
    }
    ${both('v128.store(target, current#, 16 * #);')}
  }
}`;
}

/** g5_0 is the first half of the sum of the sixth tap. */
function gatherSource(): string {
  const loadSum = (tap: number) => `
  ${both(`let g${tap}_# = v128.load(tap, 16 * #);`)}
  tap += pixel;`;
  const storeSum = (tap: number) => `
  ${both(`v128.store(tap, g${tap}_#, 16 * #);`)}
  tap += pixel;`;
  // The left tap of the filter's row met this column for the output after it, the right one for the output before it.
  const add = ['a', 'b', 'c'].map((pixel, row) =>
    ['after', 'same', 'before']
      .map((output, tap) => both(`g${3 * row + tap}_# = multiplyAdd(${pixel}#, ${output}#, g${3 * row + tap}_#);`))
      .join('\n'),
  );
  return `
/** Each column of three input pixels meets the gradients of the three outputs that saw it. */
export function gather3x3(
  input: usize, outputGradient: usize, gradient: usize, from: i32, to: i32, height: i32, width: i32, channels: i32,
  channel: i32, zeros: usize,
): void {
  const pixel = (<usize>channels) << 2;
  const rowBytes = <usize>width * pixel;
  const shift = (<usize>channel) << 2;
  let tap = gradient + shift;
  ${each(9, loadSum)}
  ${rows}
    let ahead = outputGradient + <usize>row * rowBytes + shift;
    ${both('let before# = f32x4.splat(0);')}
    ${both('let same# = v128.load(ahead, 16 * #);')}
    for (let column = 0; column < width; column++) {
      ahead = column + 1 < width ? ahead + pixel : zeros;
      ${both('const after# = v128.load(ahead, 16 * #);')}
      ${both(loadColumn.replaceAll(/[abc]# =/g, 'const $&'))}
      ${add.join('\n')}
      ${both('before# = same#;')}
      ${both('same# = after#;')}
      ${nextColumn}
    }
  }
  tap = gradient + shift;
  ${each(9, storeSum)}
}`;
}
