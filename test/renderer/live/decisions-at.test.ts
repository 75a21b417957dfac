/** The confusion matrix and the point on both curves, of one threshold. */
import { describe, expect, it } from 'vitest';
import { decisionsAt } from '../../../src/renderer/live/decisions-at';

const counts = { fake: 4, real: 5 };
const above = { fake: [4, 3, 0], real: [5, 1, 0] };

describe('decisionsAt', () => {
  it('moves matrix and curves together', () => {
    expect(decisionsAt({ counts, above }, 1)).toEqual({
      confusion: { fakeAsFake: 3, fakeAsReal: 1, realAsFake: 1, realAsReal: 4 },
      mark: { truePositiveRate: 3 / 4, falsePositiveRate: 1 / 5, precision: 3 / 4 },
    });
  });

  it('has no precision where nothing is called fake, and no point with one class only', () => {
    expect(decisionsAt({ counts, above }, 2).mark).toEqual({
      truePositiveRate: 0,
      falsePositiveRate: 0,
      precision: null,
    });
    expect(decisionsAt({ counts: { fake: 4, real: 0 }, above: { fake: [4], real: [0] } }, 0).mark).toBeNull();
  });
});
