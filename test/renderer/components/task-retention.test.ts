/** What is left of any task, over rows whose chains have other orders. */
import { expect, it } from 'vitest';
import { retentionLines, stageBands } from '../../../src/renderer/components/comparison/task-retention';

const first = {
  ...{ label: 'FT', method: 'ft', chain: ['A', 'B', 'C'] },
  matrix: [
    [0.9, 0.5, 0.5],
    [0.8, 0.95, 0.6],
    [0.7, 0.85, 0.99],
  ],
  matrixDeviations: [
    [0.01, 0.02, 0.03],
    [0.04, 0.05, 0.06],
    [0.07, 0.08, 0.09],
  ],
};
const reversed = {
  ...{ label: 'FT, reversed', method: 'ft', chain: ['B', 'A'] },
  matrix: [
    [0.97, 0.4],
    [0.77, 0.93],
  ],
  matrixDeviations: [
    [null, null],
    [null, null],
  ],
};
const colourOf = (method: string) => `var(--method-${method})`;

it('follows a task from its own stage on, wherever its chain has it, with its deviation', () => {
  const [one, other] = retentionLines([first, reversed], 'B', colourOf);
  expect(one).toMatchObject({ label: 'FT', values: [null, 0.95, 0.85], spread: [null, 0.05, 0.08] });
  expect(other).toMatchObject({ label: 'FT, reversed', values: [0.97, 0.77, null] });
  expect(other?.spread).toBeUndefined();
  expect(one?.dash).not.toEqual(other?.dash);
});

it('has no line for a chain without the task, and leaves the other lines their looks', () => {
  const alone = retentionLines([first, reversed], 'C', colourOf);
  expect(alone.map(({ label }) => label)).toEqual(['FT']);
  const [, second] = retentionLines([first, reversed], 'A', colourOf);
  const [kept] = retentionLines([{ ...first, chain: ['X', 'Y', 'Z'] }, reversed], 'A', colourOf);
  expect(kept?.dash).toEqual(second?.dash);
});

it('names tasks along x where all chains have one order, else stages', () => {
  expect(stageBands([first, first]).map(({ label }) => label)).toEqual(['A', 'B', 'C']);
  expect(stageBands([first, reversed]).map(({ label }) => label)).toEqual(['stage 1', 'stage 2', 'stage 3']);
});
