/** What an evaluation tells agrees with the metrics of the same scores, and fits its schema. */
import { expect, it } from 'vitest';
import { evaluationResult } from '../../../src/core/metrics/evaluation-result';
import { randomStream } from '../../../src/core/random';
import { EvaluationResult } from '../../../src/shared/evaluation';

const target = { task: 'alpha', split: 'test', skipped: [], seed: 3, videoRule: 'name-or-folder' } as const;
const random = randomStream(5, 'scores');
const rows = Array.from({ length: 4000 }, (_, index) => {
  const label = index % 2;
  return {
    file: `${label === 0 ? 'fake' : 'real'}/video${Math.floor(index / 40)}_${index}.png`,
    label,
    score: 1 / (1 + Math.exp(2 * label - 1 - random.normal())),
  };
});

it('counts every image once, in the histogram and in the confusion matrix', () => {
  const result = evaluationResult(rows, target);
  expect(EvaluationResult.parse(JSON.parse(JSON.stringify(result)))).toEqual(result);
  const { confusion, histogram, metrics } = result;
  expect(confusion.fakeAsFake + confusion.fakeAsReal).toBe(2000);
  expect(confusion.realAsFake + confusion.realAsReal).toBe(2000);
  expect((confusion.fakeAsFake + confusion.realAsReal) / 4000).toBe(metrics.accuracy);
  expect(histogram.fake).toHaveLength(20);
  expect(histogram.fake.reduce((sum, count) => sum + count)).toBe(2000);
  expect(histogram.real.reduce((sum, count) => sum + count)).toBe(2000);
  expect(result.videos).toBe(200); // each name twice: once among the fakes, once among the reals
  expect(metrics.videoAuc).toBeGreaterThan(metrics.auc ?? 1);
});

it('thins the curves so that their areas stay', () => {
  const { roc, precisionRecall, metrics } = evaluationResult(rows, target);
  expect(roc.length).toBeLessThanOrEqual(500);
  expect(precisionRecall.length).toBeLessThanOrEqual(500);
  expect(roc[0]).toEqual({ threshold: 2, falsePositiveRate: 0, truePositiveRate: 0 });
  expect(roc.at(-1)).toMatchObject({ falsePositiveRate: 1, truePositiveRate: 1 });
  const area = roc.slice(1).reduce((sum, point, index) => {
    const before = roc[index] ?? point;
    const width = point.falsePositiveRate - before.falsePositiveRate;
    return sum + (width * (point.truePositiveRate + before.truePositiveRate)) / 2;
  }, 0);
  expect(area).toBeCloseTo(metrics.auc ?? -1, 3);
  const thresholds = roc.map(({ threshold }) => threshold);
  expect(thresholds).toEqual(thresholds.toSorted((a, b) => b - a));
});

it('has no AUC and no curves with one class only, and says so', () => {
  const result = evaluationResult(
    rows.filter(({ label }) => label === 0),
    target,
  );
  expect(result).toMatchObject({ roc: [], precisionRecall: [], confusion: { realAsFake: 0, realAsReal: 0 } });
  expect(result.metrics).toMatchObject({
    auc: null,
    aucInterval: null,
    videoAuc: null,
    counts: { fake: 2000, real: 0 },
  });
  expect(result.metrics.note).toContain('All 2000 images are fake');
});

it('puts the scores 0 and 1 into the first and the last bin, and calls one half real', () => {
  const edge = [0, 0.5, 1].map((score, index) => ({ file: `fake/${index}.png`, label: 0, score }));
  const { histogram, confusion } = evaluationResult(edge, target);
  expect([histogram.fake[0], histogram.fake[10], histogram.fake[19]]).toEqual([1, 1, 1]);
  expect(confusion).toMatchObject({ fakeAsFake: 1, fakeAsReal: 2 });
});

it('gives no metrics and no curves for scores that are no numbers', () => {
  const [first] = rows;
  if (first === undefined) throw new Error('No rows.');
  const result = evaluationResult([...rows, { ...first, score: NaN }], target);
  expect(result).toMatchObject({ roc: [], precisionRecall: [] });
  expect(result.metrics.note).toContain('Not a number: 1 of 4001 scores');
});
