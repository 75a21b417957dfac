/** What the chain strip says of each task. */
import { describe, expect, it } from 'vitest';
import { standingsOf } from '../../../src/renderer/live/task-standing';
import { sampleDetail } from '../fixtures/sample-data';

describe('standingsOf', () => {
  it('compares the last row of the matrix with the diagonal when the chain is done', () => {
    const [first, , , last] = standingsOf(sampleDetail({ method: 'ft' }));
    expect(first).toMatchObject({ now: 0.742, own: 0.991, split: 'test', share: 1 });
    expect(first?.forgotten).toBeCloseTo(0.991 - 0.742, 10);
    expect(last).toMatchObject({ now: 0.996, forgotten: null });
  });

  it('takes both numbers from the validation curve while a stage trains', () => {
    const detail = sampleDetail({ method: 'cored', stagesDone: 2 });
    const [first, , third, fourth] = standingsOf(detail);
    const live = detail.aucPoints.at(-1)?.aucs['resynthesis'] ?? 0;
    const own = detail.aucPoints.find((point) => point.x === 7)?.aucs['resynthesis'] ?? 0;
    expect(first).toMatchObject({ now: live, own, split: 'val' });
    expect(first?.forgotten).toBeCloseTo(own - live, 10);
    expect(third).toMatchObject({ state: 'training', own: null, forgotten: null, bestEpoch: 4 });
    expect(third?.share).toBeCloseTo(5 / 8, 10);
    expect(fourth).toMatchObject({ state: 'waiting', share: 0, own: null });
  });

  it('shows the scores before training while nothing is trained', () => {
    const detail = sampleDetail({ state: 'queued', stagesDone: 0 });
    const [first] = standingsOf({ ...detail, aucPoints: [] });
    expect(first).toMatchObject({ now: 0.503, own: null, forgotten: null, split: 'test' });
  });

  it('compares tasks that the given weights had learnt with their scores by those weights', () => {
    const detail = sampleDetail({ method: 'ft' });
    const matrix = detail.summary.matrix.map((row, index) => (index < 2 ? row.map(() => null) : row));
    const [first, , third, last] = standingsOf({ ...detail, summary: { ...detail.summary, startStage: 4, matrix } });
    expect(first).toMatchObject({ isGiven: true, own: matrix[2]?.[0], now: matrix[3]?.[0] });
    expect(first?.forgotten).toBeCloseTo((matrix[2]?.[0] ?? 0) - (matrix[3]?.[0] ?? 0), 10);
    expect(third).toMatchObject({ isGiven: true, own: matrix[2]?.[2] });
    expect(last).toMatchObject({ isGiven: false, own: matrix[3]?.[3], forgotten: null });
  });
});
