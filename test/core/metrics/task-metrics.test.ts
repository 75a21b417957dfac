/** One task's scores as the events tell them: the interval and the video AUC beside the frame metrics. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { auc } from '../../../src/shared/metrics/auc';
import { aucInterval } from '../../../src/core/metrics/bootstrap-interval';
import { taskMetrics } from '../../../src/core/metrics/task-metrics';
import { scoreMetrics } from '../../../src/shared/metrics';
import { classification, labelsOf } from '../../shared/metrics/golden-metrics';
import { scored } from '../../shared/metrics/score-arbitrary';

const frame = (file: string, score: number) => ({ file, label: file.includes('fake') ? 0 : 1, score });

function imagesOf(labels: readonly number[], scores: readonly number[]) {
  return scores.map((score, index) => ({ file: `val/${index}x.png`, label: labels[index] ?? 0, score }));
}

/** By frame one fake (0.1) is below three reals; by video (0.5 and 0.8 against 0.45 and 0.1) none is below one. */
const frames = [
  frame('val/fake/a_1.png', 0.9),
  frame('val/fake/a_2.png', 0.1),
  frame('val/fake/b_1.png', 0.8),
  frame('val/fake/b_2.png', 0.8),
  frame('val/real/c_1.png', 0.45),
  frame('val/real/c_2.png', 0.45),
  frame('val/real/d_1.png', 0.05),
  frame('val/real/d_2.png', 0.15),
];

describe('taskMetrics', () => {
  it('scores a video by the mean of its frames', () => {
    const metrics = taskMetrics(frames, { seed: 1, videoRule: 'name' });
    expect(metrics.auc).toBeCloseTo((4 * 3 + 1) / 16, 12);
    expect(metrics.videoAuc).toBe(1);
    expect(metrics.note).toBeNull();
  });

  it('has the interval of the seed around the AUC', () => {
    const labels = frames.map(({ label }) => label);
    const scores = frames.map(({ score }) => score);
    const { aucInterval: interval } = taskMetrics(frames, { seed: 7, videoRule: 'none' });
    expect(interval).toEqual(aucInterval(labels, scores, { seed: 7 }));
    expect(interval?.low).toBeLessThan(auc(labels, scores) ?? NaN);
    expect(interval?.high).toBeGreaterThan(auc(labels, scores) ?? NaN);
  });

  it('has no video AUC where each image is a video, and says so unless the rule asks for none', () => {
    const stills = frames.map((still, index) => ({ ...still, file: `val/fake/still${index}x.png` }));
    const byName = taskMetrics(stills, { seed: 1, videoRule: 'name' });
    expect(byName).toMatchObject({ videoAuc: null, note: expect.stringContaining('"name", so there is no video AUC') });
    expect(taskMetrics(stills, { seed: 1, videoRule: 'none' })).toMatchObject({ videoAuc: null, note: null });
  });

  it('has no video AUC where each class is one video, which numbered names such as fake_0001 look like', () => {
    const numbered = frames.map(({ label, score }, index) => {
      const name = label === 0 ? 'fake' : 'real';
      return frame(`val/${name}/${name}_${index}.png`, score);
    });
    const metrics = taskMetrics(numbered, { seed: 1, videoRule: 'name-or-folder' });
    expect(metrics.auc).not.toBeNull();
    expect(metrics.videoAuc).toBeNull();
    expect(metrics.note).toBe(
      'All images of a class are one video by the rule "name-or-folder", so there is no video AUC.',
    );
  });

  it('has neither where there is one class, with the one reason', () => {
    const fakes = frames.slice(0, 4);
    const metrics = taskMetrics(fakes, { seed: 1, videoRule: 'name' });
    expect(metrics).toMatchObject({ auc: null, aucInterval: null, videoAuc: null });
    expect(metrics.note).toBe('All 4 images are fake: AUC, video AUC, average precision and EER need both classes.');
  });

  it.each(classification)('gives the golden counts and accuracy for $name', (example) => {
    const metrics = taskMetrics(imagesOf(labelsOf(example), example.score), { seed: 1, videoRule: 'none' });
    const fake = example.isFake.filter((flag) => flag === 1).length;
    expect(metrics.counts).toEqual({ fake, real: example.isFake.length - fake });
    expect(metrics.accuracy).toBeCloseTo(example.accuracyAtHalf, 12);
    expect(metrics.auc === null).toBe(example.auc === null);
    expect(metrics.note === null).toBe(example.eer !== null);
  });

  it('has no note exactly when every value of the images is there', () => {
    fc.assert(
      fc.property(scored, ({ labels, scores }) => {
        const metrics = taskMetrics(imagesOf(labels, scores), { seed: 1, videoRule: 'none' });
        const complete = scoreMetrics.every(({ id }) => id === 'videoAuc' || metrics[id] !== null);
        expect(metrics.note === null).toBe(complete);
      }),
      { numRuns: 30 },
    );
  });

  it('has accuracy alone for one image, and nothing without images', () => {
    const nothing = { auc: null, videoAuc: null, averagePrecision: null, eer: null, aucInterval: null };
    expect(taskMetrics(imagesOf([1], [0.2]), { seed: 1, videoRule: 'none' })).toMatchObject({
      ...nothing,
      accuracy: 1,
      counts: { fake: 0, real: 1 },
      note: 'The only image is real: AUC, video AUC, average precision and EER need both classes.',
    });
    expect(taskMetrics([], { seed: 1, videoRule: 'none' })).toMatchObject({
      ...nothing,
      accuracy: null,
      counts: { fake: 0, real: 0 },
      note: 'There are no images, so no metric is defined.',
    });
  });

  it('keeps the AUC of equal scores and says that there is no EER', () => {
    expect(taskMetrics(imagesOf([0, 1], [0.3, 0.3]), { seed: 1, videoRule: 'none' })).toMatchObject({
      auc: 0.5,
      eer: null,
      note: 'All scores are equal: there is no EER.',
    });
  });

  it('has no value when a diverged model gives NaN, and says how many scores are missing', () => {
    const metrics = taskMetrics(imagesOf([0, 1, 1], [0.5, NaN, NaN]), { seed: 1, videoRule: 'none' });
    for (const { id } of scoreMetrics) expect(metrics[id]).toBeNull();
    expect(metrics.counts).toEqual({ fake: 1, real: 2 });
    expect(metrics.note).toContain('Not a number: 2 of 3 scores');
  });
});
