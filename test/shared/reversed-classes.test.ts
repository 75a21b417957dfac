/** An AUC far below chance is named; one that may be chance is not. */
import { expect, it } from 'vitest';
import { reversedClassesNote } from '../../src/shared/reversed-classes';

it('suspects the order of the classes only far below 0.5', () => {
  const interval = (low: number, high: number) => ({ low, high, level: 0.95, samples: 1000 });
  expect(reversedClassesNote({ auc: 0.04, aucInterval: interval(0.01, 0.09) })).toContain('reversed');
  expect(reversedClassesNote({ auc: 0.04, aucInterval: null })).toContain('reversed');
  expect(reversedClassesNote({ auc: 0.28, aucInterval: interval(0.05, 0.55) })).toBeNull();
  expect(reversedClassesNote({ auc: 0.45, aucInterval: interval(0.41, 0.49) })).toBeNull();
  expect(reversedClassesNote({ auc: null, aucInterval: null })).toBeNull();
});
