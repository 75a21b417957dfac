import { expect, it } from 'vitest';
import { plainNames } from '../../../src/main/trackers/plain-names';

it('leaves plain names as they are', () => {
  expect(plainNames(['loss/total', 'test-auc/Face2Face', 'test-auc/顔 1'])).toEqual([
    'loss/total',
    'test-auc/Face2Face',
    'test-auc/顔 1',
  ]);
});

it('names no folder above, nothing hidden, and no two things alike', () => {
  expect(plainNames(['a/..', 'a/.', 'a/', 'a/b?', 'a/b*', 'A/B_'])).toEqual([
    'a/__',
    'a/_',
    'a/_-2',
    'a/b_',
    'a/b_-2',
    'A/B_-3',
  ]);
});
