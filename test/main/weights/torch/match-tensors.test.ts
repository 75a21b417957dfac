/** Every difference between a file's tensors and a network's is told. */
import { describe, expect, it } from 'vitest';
import { describeMismatch, matchTensors } from '../../../../src/main/weights/torch/match-tensors';

const expected = [
  { name: 'conv.weight', shape: [4, 3, 2, 2] },
  { name: 'fc.weight', shape: [2, 4] },
  { name: 'fc.bias', shape: [2] },
];
const found = [
  { name: 'head.bias', shape: [2] },
  { name: 'fc.weight', shape: [4, 2] },
  { name: 'conv.weight', shape: [4, 3, 2, 2] },
];

describe('matchTensors', () => {
  it('finds nothing to tell when names and shapes are equal in any order', () => {
    expect(matchTensors(expected, expected.toReversed())).toEqual({ missing: [], extra: [], misshaped: [] });
    expect(describeMismatch(matchTensors(expected, expected), 'xception')).toEqual([]);
  });

  it('lists missing, extra and misshaped tensors', () => {
    expect(matchTensors(expected, found)).toEqual({
      missing: ['fc.bias'],
      extra: ['head.bias'],
      misshaped: [{ name: 'fc.weight', expected: [2, 4], found: [4, 2] }],
    });
  });

  it('does not take a vector for a matrix of one column', () => {
    const [column, vector] = [[2, 1], [2]].map((shape) => [{ name: 'a', shape }]);
    expect(matchTensors(column ?? [], vector ?? []).misshaped).toHaveLength(1);
  });

  it('tells all of them, one a line', () => {
    expect(describeMismatch(matchTensors(expected, found), 'xception')).toEqual([
      'missing: fc.bias',
      'not part of xception: head.bias',
      'fc.weight has the shape [4, 2] instead of [2, 4]',
    ]);
  });
});
