/** The paired tests against SciPy 1.x (`stats.ttest_1samp`, `stats.wilcoxon(method='exact')`, `special.betainc`). */
import { describe, expect, it } from 'vitest';
import { incompleteBeta, pairedTTest } from '../../../src/core/statistics/paired-t-test';
import { wilcoxonSignedRank } from '../../../src/core/statistics/wilcoxon';

const eight = [0.013, 0.007, 0.021, -0.004, 0.002, 0.011, 0.009, -0.001];

describe('pairedTTest', () => {
  it.each([
    [[0.02, 0.03, -0.01, 0.04, 0.05], 0.06498591034212063],
    [[0.1, 0.2], 0.20483276469913342],
    [eight, 0.039492188536717036],
    [[1, 1, 2, -3, 0, 4, 4], 0.21107420092154422],
  ])('gives the p of SciPy for %j', (differences, p) => {
    expect(pairedTTest(differences)).toBeCloseTo(p, 11);
    expect(pairedTTest(differences.map((value) => -value))).toBeCloseTo(p, 11);
  });

  it('has no p for one difference, or where all are equal', () => {
    expect(pairedTTest([0.1])).toBeNull();
    expect(pairedTTest([0.25, 0.25, 0.25])).toBeNull();
  });

  it.each([
    [0.5, 2, 0.5, 0.11611652351681556],
    [0.99, 30, 0.5, 0.43933436890525074],
    [0.3, 12.5, 7, 0.0009420359577509784],
  ])('has the incomplete beta function I_%d(%d, %d)', (x, a, b, value) => {
    expect(incompleteBeta(x, a, b)).toBeCloseTo(value, 11);
  });
});

describe('wilcoxonSignedRank', () => {
  it.each([
    [[0.02, 0.03, -0.01, 0.04, 0.05], 0.125],
    [[0.1, 0.2], 0.5],
    [eight, 0.0546875],
  ])('gives the exact p of SciPy for %j', (differences, p) => {
    expect(wilcoxonSignedRank(differences)).toBeCloseTo(p, 12);
  });

  it('gives equal sizes their mean rank and leaves out differences of 0: the p over all 64 choices of signs', () => {
    expect(wilcoxonSignedRank([1, 1, 2, -3, 0, 4, 4])).toBeCloseTo(0.1875, 12);
  });

  it('has no p where all differences are 0', () => {
    expect(wilcoxonSignedRank([0, 0])).toBeNull();
    expect(wilcoxonSignedRank([])).toBeNull();
  });
});
