/** One task's scores as the events tell them: the interval and the video AUC beside the frame metrics. */
import { describe, expect, it } from 'vitest';
import { auc } from '../../../src/core/metrics/auc';
import { aucInterval } from '../../../src/core/metrics/bootstrap-interval';
import { taskMetrics } from '../../../src/core/metrics/task-metrics';

const frame = (file: string, score: number) => ({ file, label: file.includes('fake') ? 0 : 1, score });

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
    expect(metrics.note).toBe('All 4 images are fake: AUC, average precision and EER need both classes.');
  });
});
