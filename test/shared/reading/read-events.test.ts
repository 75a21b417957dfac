/** The one reading of events, as facts and figures: places, progress, repeated attempts, gaps. */
import { describe, expect, it } from 'vitest';
import { readEvents } from '../../../src/shared/reading/read-events';
import { factsOf, nothingOutdated, unreadStages, type RunReading } from '../../../src/shared/reading/run-reading';
import { detailOf } from '../../../src/shared/reading/run-summary';
import type { RunEventBody } from '../../../src/shared/event';
import type { RunDetail } from '../../../src/shared/run';
import { batches, eventsOf, evaluated, runFile, started, stageStarted } from '../../fixtures/run-file';

const epochEnded = (stage: number, epoch: number): RunEventBody => ({
  ...{ type: 'epoch/ended', stage, epoch, losses: { total: 0.5 }, aucs: { alpha: 0.9 }, selectionScore: 0.9 },
  ...{ isBest: epoch === 1, elapsedSeconds: 10 * epoch, secondsLeft: 7 },
});

function factsFrom(startStage?: number) {
  const file = runFile('run-a', startStage === undefined ? {} : { startStage });
  return factsOf({ file, folder: '/runs/run-a', notes: { name: 'A', tags: [], notes: '' } });
}

function unread(startStage?: number): RunReading {
  return {
    ...{ state: 'queued', engine: null, error: null, endedAt: null, seconds: 0, progress: null, losses: null },
    ...{ lastSequence: 0, processId: null, stages: unreadStages(factsFrom(startStage)) },
    ...{ results: [], lossPoints: [], epochs: [], imagesLoading: null, outdated: nothingOutdated },
  };
}

function detailAfter(bodies: readonly RunEventBody[], startStage?: number): RunDetail {
  const facts = factsFrom(startStage);
  return detailOf(facts, readEvents(unread(startStage), eventsOf(bodies), facts).reading);
}

describe('a run that begins in the middle of its chain', () => {
  // Two epochs of four batches, of the second of two tasks.
  const { lossPoints, aucPoints, summary } = detailAfter(
    [started, stageStarted(2), batches(2, 1, 2, 0.7), batches(2, 1, 4, 0.6), epochEnded(2, 1), batches(2, 2, 2, 0.5)],
    2,
  );

  it('counts the epochs of the stages that it trains alone', () => {
    expect(lossPoints.map(({ x }) => x)).toEqual([2 / 4, 4 / 4, 1 + 2 / 4]);
    expect(aucPoints.map(({ x }) => x)).toEqual([1]);
  });

  it('has come as far as it has of those stages', () => {
    expect(summary.progress?.share).toBeCloseTo((1 + 2 / 4) / 2, 12);
  });

  it('takes the stage before its first as done', () => {
    expect(detailAfter([], 2).stages.map(({ state }) => state)).toEqual(['done', 'waiting']);
  });
});

describe('progress', () => {
  it('begins with the first epoch of a stage', () => {
    const { summary } = detailAfter([started, stageStarted(1), stageStarted(2)]);
    expect(summary.progress).toMatchObject({ stage: 2, epoch: 1, epochs: 2, share: 1 / 2 });
  });

  it('has nothing left when the run is complete, and knows of nothing when it has ended early', () => {
    const trained = [started, stageStarted(1), batches(1, 1, 4, 0.6), epochEnded(1, 1)];
    const complete = detailAfter([...trained, { type: 'run/completed', elapsedSeconds: 42 }]).summary;
    expect(complete).toMatchObject({ state: 'complete', seconds: 42, progress: { share: 1, secondsLeft: 0 } });
    const stopped = detailAfter([...trained, { type: 'run/stopped' }]).summary;
    expect(stopped).toMatchObject({ state: 'stopped', progress: { share: 1 / 4, secondsLeft: null } });
  });
});

describe('a training that comes by the same places again', () => {
  it('replaces the points from there on, and keeps those before', () => {
    const { lossPoints } = detailAfter([
      ...[started, stageStarted(1), batches(1, 1, 4, 0.6), batches(1, 2, 2, 0.5), batches(1, 2, 3, 0.4)],
      ...[started, batches(1, 2, 1, 0.55)],
    ]);
    expect(lossPoints.map(({ x, losses }) => [x, losses.total])).toEqual([
      [4 / 4, 0.6],
      [1 + 1 / 4, 0.55],
    ]);
  });

  it('forgets a later stage that an earlier attempt had reached', () => {
    const firstAttempt = [started, stageStarted(1), epochEnded(1, 1), evaluated(1, [0.9, 0.5]), stageStarted(2)];
    const { stages, summary, aucPoints } = detailAfter([...firstAttempt, epochEnded(2, 1), started, stageStarted(1)]);
    expect(stages.map(({ state, bestEpoch }) => [state, bestEpoch])).toEqual([
      ['training', null],
      ['waiting', null],
    ]);
    expect(summary.matrix.flat()).toEqual([null, null, null, null]);
    expect(aucPoints).toEqual([]);
  });
});

describe('gaps', () => {
  const [first, second, third] = eventsOf([started, stageStarted(1), batches(1, 1, 4, 0.6)]);
  const events = [first, third].filter((event) => event !== undefined);

  it('are told, and nothing behind one is read', () => {
    const { reading, hasGap } = readEvents(unread(), events, factsFrom());
    expect(hasGap).toBe(true);
    expect(reading).toMatchObject({ state: 'training', lastSequence: 1, lossPoints: [] });
  });

  it('are passed where the file has no more to give', () => {
    const { reading, hasGap } = readEvents(unread(), events, { ...factsFrom(), acceptsGaps: true });
    expect(hasGap).toBe(false);
    // Without the stage's beginning, the batch itself is the only one that says how many there are.
    expect(detailOf(factsFrom(), reading).lossPoints.map(({ x }) => x)).toEqual([1]);
  });

  it('are none where events come again', () => {
    const { reading } = readEvents(
      unread(),
      [first, second].filter((event) => event !== undefined),
      factsFrom(),
    );
    const again = readEvents(reading, events.slice(0, 1), factsFrom());
    expect(again).toEqual({ reading, hasGap: false });
    expect(again.reading).toBe(reading);
  });
});
