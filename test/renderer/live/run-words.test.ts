/** Progress and state in words. */
import { describe, expect, it } from 'vitest';
import { bestAverage, experimentShare, experimentState } from '../../../src/renderer/live/experiment-state';
import { progressText } from '../../../src/renderer/live/progress-text';
import { sampleSummary } from '../fixtures/sample-data';

describe('progressText', () => {
  it('tells stage, epoch, speed and time left while training', () => {
    expect(progressText(sampleSummary({ stagesDone: 2 }))).toBe(
      'stage 3 of 4, epoch 5 of 8 · 412 images/s · 2 min left',
    );
  });

  it('says that a stopped run can be resumed', () => {
    expect(progressText(sampleSummary({ stagesDone: 1, state: 'stopped' }))).toBe(
      'stopped at stage 2 of 4, epoch 5 of 8; can be resumed',
    );
  });
});

describe('experiment state', () => {
  const complete = sampleSummary({ method: 'ft' });
  const training = sampleSummary({ stagesDone: 2 });

  it('is training while one run trains, and complete when all are', () => {
    expect(experimentState([complete, training])).toBe('training');
    expect(experimentState([complete, complete])).toBe('complete');
    expect(experimentState([complete, sampleSummary({ stagesDone: 1, state: 'failed' })])).toBe('failed');
    expect(experimentState([])).toBe('empty');
  });

  it('averages the shares of its runs', () => {
    expect(experimentShare([complete, training])).toBeCloseTo((1 + (2 + 5 / 8) / 4) / 2, 10);
  });

  it('takes the best average of finished runs only', () => {
    expect(bestAverage([complete, training])).toBe(complete.averageAuc);
    expect(bestAverage([training])).toBeNull();
  });
});
