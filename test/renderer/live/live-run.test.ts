/** Events applied to what the run view shows. */
import { describe, expect, it } from 'vitest';
import { applyEvents, startLive } from '../../../src/renderer/live/live-run';
import type { RunEvent, RunEventBody, TaskResult } from '../../../src/shared/event';
import { chain, epochs, sampleDetail } from '../fixtures/sample-data';
import { byMetric, scoreMetrics } from '../../../src/shared/metrics';

const start = () => startLive(sampleDetail({ stagesDone: 1 }));
const first = start().detail.lastSequence + 1;

function events(...bodies: RunEventBody[]): RunEvent[] {
  return bodies.map((body, index) => ({ sequence: first + index, time: '2026-11-20T10:03:00.000Z', body }));
}

function result(stage: number, task: string, auc: number | null, split: 'val' | 'test' = 'test'): TaskResult {
  const counts = { fake: 60, real: 60 };
  const undefinedHere = { ...byMetric(scoreMetrics, () => null), aucInterval: null, note: null };
  return { stage, task, split, counts, ...undefinedHere, auc, averagePrecision: auc };
}

const batches: RunEventBody = {
  type: 'batches/ended',
  stage: 2,
  epoch: 5,
  batch: 3,
  losses: { total: 0.9, crossEntropy: 0.5, distillation: 0.3, representation: 0.1 },
  imagesPerSecond: 200,
};

describe('applyEvents', () => {
  it('ignores what the answer contains already', () => {
    const live = start();
    const old = { sequence: live.detail.lastSequence, time: '', body: batches };
    const applied = applyEvents(live, [old]);
    expect(applied.live).toBe(live);
    expect(applied.needsFetch).toBe(false);
  });

  it('asks for a fetch at a gap and applies nothing after it', () => {
    const live = start();
    const applied = applyEvents(live, [{ sequence: first + 1, time: '', body: batches }]);
    expect(applied.needsFetch).toBe(true);
    expect(applied.live.detail.lossPoints).toEqual(live.detail.lossPoints);
    expect(applied.live.detail.lastSequence).toBe(first - 1);
  });

  it('applies an event once when it comes twice in one push', () => {
    const [event] = events(batches);
    if (!event) throw new Error('no event');
    const applied = applyEvents(start(), [event, event]);
    expect(applied.needsFetch).toBe(false);
    expect(applied.live.detail.lossPoints.length).toBe(start().detail.lossPoints.length + 1);
  });

  it('places a loss point by epochs over the whole chain', () => {
    const { live } = applyEvents(start(), events(batches));
    // One stage of `epochs`, four epochs of the second, and 3 of 6 batches of the fifth.
    expect(live.detail.lossPoints.at(-1)).toMatchObject({ x: epochs + 4 + 3 / 6, losses: batches.losses });
    expect(live.detail.summary.progress?.share).toBeCloseTo((1 + (4 + 3 / 6) / epochs) / chain.length, 10);
    expect(live.detail.summary.progress?.imagesPerSecond).toBe(200);
  });

  it('draws batches anew that come again after a resume', () => {
    const again: RunEventBody = { ...batches, epoch: 3, batch: 6, losses: { total: 7, crossEntropy: 7 } };
    const { live } = applyEvents(start(), events(again));
    const x = live.detail.lossPoints.map((point) => point.x);
    expect(x).toEqual([...x].sort((a, b) => a - b));
    expect(live.detail.lossPoints.at(-1)).toMatchObject({ x: epochs + 3, losses: again.losses });
  });

  it('adds an AUC point, time left and the best epoch when an epoch ends', () => {
    const aucs = { [chain[0] ?? '']: 0.9, [chain[1] ?? '']: null };
    const { live } = applyEvents(
      start(),
      events({
        type: 'epoch/ended',
        stage: 2,
        epoch: 5,
        losses: { total: 1, crossEntropy: 1 },
        aucs,
        selectionScore: 0.9,
        isBest: true,
        elapsedSeconds: 61,
        secondsLeft: 30,
      }),
    );
    expect(live.detail.aucPoints.at(-1)).toEqual({ stage: 2, epoch: 5, x: epochs + 5, aucs, seconds: 61 });
    expect(live.detail.stages[1]?.bestEpoch).toBe(5);
    expect(live.detail.summary.progress?.secondsLeft).toBe(30);
    expect(live.detail.summary.seconds).toBe(61);
  });

  it('fills the matrix with the reported split alone', () => {
    const { live } = applyEvents(
      start(),
      events({
        type: 'stage/evaluated',
        stage: 2,
        results: [result(2, 'resynthesis', 0.91), result(2, 'reenactment', 0.93), result(2, 'splice', 0.4, 'val')],
      }),
    );
    expect(live.detail.summary.matrix[1]).toEqual([0.91, 0.93, null, null]);
    expect(live.detail.results.filter(({ stage }) => stage === 2)).toHaveLength(3);
  });

  it('puts the scores before training into their own row', () => {
    const { live } = applyEvents(
      start(),
      events({ type: 'stage/evaluated', stage: 0, results: [result(0, 'texture', 0.6)] }),
    );
    expect(live.detail.summary.beforeTraining).toEqual([null, null, null, 0.6]);
    // It began anew: what an earlier attempt had come to is done again.
    expect(live.detail.summary.matrix.flat().every((auc) => auc === null)).toBe(true);
  });

  const report = { id: 'own', title: 'Own', hint: 'Of something.', columns: ['a'], rows: [] };

  it('follows a stage from its start over its method’s reports to its end, an older one among them', () => {
    const { live } = applyEvents(
      start(),
      events(
        { type: 'stage/started', stage: 3, task: 'splice', epochs, batchesPerEpoch: 9 },
        { type: 'method/reported', stage: 3, report: { ...report, hint: 'Of an attempt before.' } },
        { type: 'method/reported', stage: 3, report },
        {
          type: 'store/built',
          stage: 3,
          counts: [
            [1, 0],
            [2, 5],
          ],
          leftOut: 4,
        },
        { type: 'stage/ended', stage: 3, task: 'splice', bestEpoch: 2, weightsHash: 'abc' },
      ),
    );
    expect(live.detail.stages[2]).toEqual({
      stage: 3,
      task: 'splice',
      state: 'done',
      bestEpoch: 2,
      weightsHash: 'abc',
      epochs,
      batchesPerEpoch: 9,
      reports: [
        report,
        {
          id: 'feature-memory',
          title: 'Feature memory',
          hint: 'Teacher’s confident samples, by confidence; 4 left out.',
          columns: ['.5–.75', '.75–1'],
          rows: [
            { label: 'fake', colour: 'series-2', values: [1, 0] },
            { label: 'real', colour: 'series-1', values: [2, 5] },
          ],
        },
      ],
    });
  });

  it('tells pause, failure with its message, and completion', () => {
    const error = { code: 'damaged' as const, message: 'It broke.' };
    const paused = applyEvents(start(), events({ type: 'run/paused' })).live;
    expect(paused.detail.summary.state).toBe('paused');
    const failed = applyEvents(start(), events({ type: 'run/failed', error })).live;
    expect(failed.detail.summary).toMatchObject({ state: 'failed', error });
    const complete = applyEvents(start(), events({ type: 'run/completed', elapsedSeconds: 99 })).live;
    expect(complete.detail.summary).toMatchObject({ state: 'complete', seconds: 99 });
  });

  it('shows the loading of images until all are there', () => {
    const loading = (done: number): RunEventBody => ({ type: 'images/loading', task: 'splice', done, total: 10 });
    const half = applyEvents(start(), events(loading(5))).live;
    expect(half.imagesLoading).toEqual({ task: 'splice', done: 5, total: 10 });
    const all = applyEvents(start(), events(loading(5), loading(10))).live;
    expect(all.imagesLoading).toBeNull();
  });

  it('leaves what it was given as it was', () => {
    const live = start();
    const before = structuredClone(live);
    applyEvents(live, events(batches, { type: 'stage/evaluated', stage: 2, results: [result(2, 'texture', 0.5)] }));
    expect(live).toEqual(before);
  });
});
