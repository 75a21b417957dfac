/** Batch normalisation in training: the passes over [rows, channels], each for every activation that may follow. */
import { activations, type Activation } from './activations.ts';
import { alongChannels, load, store } from './channel-passes.ts';

export function normalisationSource(): string {
  return `
/** Passes of batch normalisation; \`channels\` is a multiple of 4. A name ends in the activation that the pass includes. */
import { multiplyAdd } from '../arithmetic';
import { fillExponentialTable, sigmoid, swishDerivative } from '../exponential';
import { groupsPerSum, moveSums } from '../partial-sums';
${addFourRowsSource()}
${activations.map((it) => normaliseSource(it) + gradientSumsSource(it) + gradientApplySource(it)).join('\n')}`;
}

function addFourRowsSource(): string {
  const fromFirst = (row: string, address: string) => `const ${row}# = f32x4.sub(${load(address)}, k#);`;
  const distances = `
      const k# = ${load('shift')};
      ${fromFirst('a', 'from')}
      ${fromFirst('b', 'second')}
      ${fromFirst('c', 'third')}
      ${fromFirst('d', 'fourth')}`;
  const totals = `
      const total# = f32x4.add(${load('sums')}, f32x4.add(f32x4.add(a#, b#), f32x4.add(c#, d#)));
      const last# = multiplyAdd(c#, c#, multiplyAdd(d#, d#, ${load('squares')}));
      const square# = multiplyAdd(a#, a#, multiplyAdd(b#, b#, last#));`;
  return `
/** Adds up the distances of four rows from the row at \`shift\`, and their squares. */
export function addFourRows(from: usize, shift: usize, rowBytes: usize, sums: usize, squares: usize): void {
  const second = from + rowBytes;
  const third = second + rowBytes;
  const fourth = third + rowBytes;
  ${alongChannels(distances, totals, store('sums', 'total#'), store('squares', 'square#'))}
}`;
}

function normaliseSource({ suffix, comment, prepare, value, needsTable }: Activation): string {
  const lines = `
      const z# = multiplyAdd(${load('x')}, ${load('factor')}, ${load('offset')});
      const y# = ${value('z#')};`;
  return `
/** ${comment} */
export function normalise${suffix}(
  x: usize, factor: usize, offset: usize, y: usize, rows: i32, channels: i32,${needsTable ? ' table: usize,' : ''}
): void {
  ${prepare}
  const rowBytes = (<usize>channels) << 2;
  for (let row = 0; row < rows; row++) {
    ${alongChannels(lines, store('y', 'y#'))}
    x += rowBytes;
    y += rowBytes;
  }
}`;
}

/** Rows go by two, A and B, which halves the traffic of the sums; h is B's share, which is zero where there is no B. */
function gradientSumsSource(activation: Activation): string {
  const { suffix, gradientComment, prepare, gradient, readsInput, needsTable } = activation;
  const ofRow = (row: string) => `
      const x${row}# = ${load(`x${row}`)};
      ${gradient(row, `multiplyAdd(x${row}#, factor#, offset#)`)}`;
  const lines = `
      const mean# = ${load('mean')};
      ${readsInput ? `const factor# = ${load('factor')};\nconst offset# = ${load('offset')};` : ''}
      ${ofRow('A')}
      ${ofRow('B')}
      const h# = f32x4.mul(gB#, second);
      const p# = multiplyAdd(gA#, f32x4.sub(xA#, mean#), f32x4.mul(h#, f32x4.sub(xB#, mean#)));
      const total# = f32x4.add(${load('sums')}, f32x4.add(gA#, h#));
      const product# = f32x4.add(${load('products')}, p#);`;
  return `
/**
 * Adds up dz and dz (x - mean) of every channel. ${gradientComment}
 * \`scratch\` holds 4 x channels values, of which the last 2 x channels are the sums in that order.
 */
export function gradientSums${suffix}(
  dy: usize, x: usize,${readsInput ? ' factor: usize, offset: usize,' : ''} mean: usize, rows: i32, channels: i32,
  scratch: usize,${needsTable ? ' table: usize,' : ''}
): void {
  ${prepare}
  const rowBytes = (<usize>channels) << 2;
  const sums = scratch;
  const products = sums + rowBytes;
  memory.fill(scratch, 0, 4 * rowBytes);
  let groups = 0;
  for (let row = 0; row < rows; row += 2) {
    // The last row of an odd number is met alone.
    const single = row + 1 === rows;
    const dyA = dy + <usize>row * rowBytes;
    const xA = x + <usize>row * rowBytes;
    const dyB = single ? dyA : dyA + rowBytes;
    const xB = single ? xA : xA + rowBytes;
    const second = f32x4.splat(single ? 0 : 1);
    ${alongChannels(lines, store('sums', 'total#'), store('products', 'product#'))}
    groups += 1;
    if (groups === groupsPerSum) {
      moveSums(sums, sums + 2 * rowBytes, 2 * rowBytes);
      groups = 0;
    }
  }
  moveSums(sums, sums + 2 * rowBytes, 2 * rowBytes);
}`;
}

function gradientApplySource(activation: Activation): string {
  const { suffix, gradientComment, prepare, gradient, readsInput, needsTable } = activation;
  const lines = `
      const x# = ${load('x')};
      ${gradient('', `multiplyAdd(x#, ${load('factor')}, ${load('offset')})`)}
      const along# = multiplyAdd(f32x4.sub(x#, ${load('mean')}), ${load('q')}, ${load('r')});
      const d# = multiplyAdd(g#, ${load('p')}, along#);`;
  return `
/** dx = dz p + (x - mean) q + r for every channel. ${gradientComment} */
export function gradientApply${suffix}(
  dy: usize, x: usize,${readsInput ? ' factor: usize, offset: usize,' : ''} mean: usize, p: usize, q: usize, r: usize,
  dx: usize, rows: i32, channels: i32,${needsTable ? ' table: usize,' : ''}
): void {
  ${prepare}
  const rowBytes = (<usize>channels) << 2;
  for (let row = 0; row < rows; row++) {
    ${alongChannels(lines, store('dx', 'd#'))}
    dy += rowBytes;
    x += rowBytes;
    dx += rowBytes;
  }
}`;
}
