/** Mean and variance of the channels of [rows, channels] for batch normalisation (Ioffe and Szegedy, 2015). */
import { multiplyAdd } from './arithmetic';
import { addFourRows } from './generated/normalisation';
import { groupsPerSum, moveSums } from './partial-sums';

/**
 * Mean and biased variance of every channel. Sums run over the distance from the first row, which keeps the variance
 * accurate where the mean is large. `scratch` holds 4 x channels values.
 */
export function batchStatistics(
  x: usize,
  rows: i32,
  channels: i32,
  mean: usize,
  variance: usize,
  scratch: usize,
): void {
  const rowBytes = (<usize>channels) << 2;
  const sums = scratch;
  const squares = sums + rowBytes;
  const sumTotals = squares + rowBytes;
  const squareTotals = sumTotals + rowBytes;
  memory.fill(scratch, 0, 4 * rowBytes);
  let row = 0;
  let groups = 0;
  let from = x;
  for (; row + 4 <= rows; row += 4) {
    addFourRows(from, x, rowBytes, sums, squares);
    from += 4 * rowBytes;
    groups += 1;
    if (groups === groupsPerSum) {
      moveSums(sums, sumTotals, 2 * rowBytes);
      groups = 0;
    }
  }
  for (; row < rows; row++) {
    addRow(from, x, rowBytes, sums, squares);
    from += rowBytes;
  }
  moveSums(sums, sumTotals, 2 * rowBytes);
  const share = 1 / <f64>rows;
  for (let at: usize = 0; at < rowBytes; at += 4) {
    const distance = <f64>load<f32>(sumTotals + at) * share;
    const spread = <f64>load<f32>(squareTotals + at) * share - distance * distance;
    store<f32>(mean + at, <f32>(<f64>load<f32>(x + at) + distance));
    store<f32>(variance + at, <f32>max(0, spread));
  }
}

function addRow(from: usize, shift: usize, rowBytes: usize, sums: usize, squares: usize): void {
  for (let at: usize = 0; at < rowBytes; at += 16) {
    const a = f32x4.sub(v128.load(from + at), v128.load(shift + at));
    v128.store(sums + at, f32x4.add(v128.load(sums + at), a));
    v128.store(squares + at, multiplyAdd(a, a, v128.load(squares + at)));
  }
}
