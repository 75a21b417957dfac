/** The continual metrics: golden values, their definitions worked by hand, and missing values. */
import { describe, expect, it } from 'vitest';
import { averageAuc } from '../../../src/shared/metrics/average-auc';
import { backwardTransfer } from '../../../src/shared/metrics/backward-transfer';
import { forgetting, forgettingPerTask } from '../../../src/shared/metrics/forgetting';
import { forwardTransfer } from '../../../src/shared/metrics/forward-transfer';
import { intransigence, intransigencePerTask } from '../../../src/shared/metrics/intransigence';
import { continual } from './golden-metrics';

const { matrix, beforeTraining, trainedAlone } = continual;

function expectClose(values: readonly (number | null)[], expected: readonly number[]): void {
  expect(values).toHaveLength(expected.length);
  for (const [index, value] of expected.entries()) expect(values[index]).toBeCloseTo(value, 12);
}

describe('golden matrix', () => {
  it('gives the average AUC after each stage', () => {
    expectClose(
      [1, 2, 3, 4].map((stage) => averageAuc(matrix, stage)),
      continual.averageAuc,
    );
  });

  it('gives forgetting per task and its mean', () => {
    expectClose(forgettingPerTask(matrix, 4), continual.forgettingPerTask);
    expect(forgetting(matrix, 4)).toBeCloseTo(continual.forgetting, 12);
  });

  it('gives backward and forward transfer', () => {
    expect(backwardTransfer(matrix, 4)).toBeCloseTo(continual.backwardTransfer, 12);
    expect(forwardTransfer(matrix, beforeTraining)).toBeCloseTo(continual.forwardTransfer, 12);
  });

  it('gives intransigence per task and its mean', () => {
    expectClose(intransigencePerTask(matrix, trainedAlone), continual.intransigencePerTask);
    expect(intransigence(matrix, trainedAlone)).toBeCloseTo((0 + 0.005 + 0.01 + 0.005) / 4, 12);
  });
});

describe('forgetting of a training that took up a chain in its middle', () => {
  const taken = [
    [null, null],
    [0.9, 0.8],
    [0.7, 0.85],
  ];

  it('counts from the first row there is, and is not defined after that row alone', () => {
    expectClose(forgettingPerTask(taken, 3, 2), [0.9 - 0.7, 0.8 - 0.85]);
    expect(forgetting(taken, 2, 2)).toBeNull();
    expect(forgetting(taken, 3)).toBeNull();
  });
});

describe('averageAuc', () => {
  it('looks at the tasks seen so far alone', () => {
    expect(
      averageAuc(
        [
          [0.9, 0.1],
          [0.7, 0.8],
        ],
        1,
      ),
    ).toBe(0.9);
  });

  it('is not defined for a stage that is not there', () => {
    expect(averageAuc([[0.9]], 0)).toBeNull();
    expect(averageAuc([[0.9]], 2)).toBeNull();
  });

  it('is not defined when a task has no AUC, even if others have', () => {
    expect(
      averageAuc(
        [
          [null, 0.5],
          [null, 0.8],
        ],
        2,
      ),
    ).toBeNull();
  });
});

describe('forgetting', () => {
  it('compares with the best earlier stage, not with the first', () => {
    const rising = [
      [0.7, 0.5, 0.5],
      [0.9, 0.8, 0.5],
      [0.6, 0.7, 0.9],
    ];
    expectClose(forgettingPerTask(rising, 3), [0.9 - 0.6, 0.8 - 0.7]);
    expectClose(forgettingPerTask(rising, 2), [0.7 - 0.9]);
  });

  it('is not defined at the first stage', () => {
    expect(forgetting(matrix, 1)).toBeNull();
  });

  it('is not defined at a stage that has not been reached', () => {
    const halfway = [
      [0.9, 0.5, 0.5],
      [0.8, 0.9, 0.5],
      [null, null, null],
    ];
    expect(forgetting(halfway, 2)).toBeCloseTo(0.9 - 0.8, 12);
    expect(forgetting(halfway, 3)).toBeNull();
  });

  it('does not need the tasks that have not been seen', () => {
    const lastTaskUndefined = [
      [0.9, null],
      [0.8, null],
    ];
    expect(forgetting(lastTaskUndefined, 2)).toBeCloseTo(0.9 - 0.8, 12);
  });
});

describe('transfer and intransigence', () => {
  it('have no backward transfer at the first stage and no forward transfer in a chain of one task', () => {
    expect(backwardTransfer(matrix, 1)).toBeNull();
    expect(forwardTransfer([[0.9]], [0.5])).toBeNull();
  });

  it('are not defined when a value they need is missing', () => {
    expect(forwardTransfer(matrix, [null, 0.5, null, 0.5])).toBeNull();
    expect(forwardTransfer(matrix, [null, 0.5, 0.5, 0.5])).not.toBeNull();
    expect(intransigence(matrix, [0.99, null, 0.98, 0.99])).toBeNull();
  });

  it('have forward transfer before the last stage has ended, which it does not need', () => {
    const lastStageOpen = [
      [0.99, 0.6],
      [null, null],
    ];
    expect(forwardTransfer(lastStageOpen, [0.5, 0.52])).toBeCloseTo(0.6 - 0.52, 12);
  });
});
