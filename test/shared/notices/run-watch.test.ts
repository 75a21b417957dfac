/** Which runs train, which have ended and which fell silent, and what is said of them. */
import { describe, expect, it } from 'vitest';
import { runNoticeText } from '../../../src/shared/notices/run-notice-text';
import { meanProgress, RunWatch, stallMs, type RunNotice } from '../../../src/shared/notices/run-watch';
import type { Progress, RunState, RunSummary } from '../../../src/shared/run';
import { exampleRun } from '../../core/comparison/run-summary-example';

const progress = (share: number): Progress => {
  return { stage: 1, epoch: 1, epochs: 10, share, imagesPerSecond: null, secondsLeft: null };
};
const run = (state: RunState, changes: Partial<RunSummary> = {}) =>
  exampleRun({ id: 'run-1', name: 'FT, seed 1', state, ...changes });
const minutes = (count: number) => count * 60_000;

/** As the desktop looks: every ten seconds from one time to another. */
function lookFrom(watch: RunWatch, fromMs: number, toMs: number): RunNotice[] {
  const notices: RunNotice[] = [];
  for (let nowMs = fromMs; nowMs <= toMs; nowMs += 10_000) notices.push(...watch.look(nowMs));
  return notices;
}

describe('the end of a run', () => {
  it.each(['complete', 'failed', 'interrupted'] as const)('is told once when it is %s', (state) => {
    const watch = new RunWatch(0);
    expect(watch.take(run('queued'), 0)).toBeNull();
    expect(watch.take(run('training'), 1)).toBeNull();
    expect(watch.take(run(state), 2)).toEqual({ what: state, run: run(state) });
    expect(watch.take(run(state, { notes: 'changed' }), 3)).toBeNull();
  });

  it('is not told to the person who stopped it, nor of runs that had ended before', () => {
    const watch = new RunWatch(0);
    expect(watch.take(run('complete'), 0)).toBeNull();
    watch.take(run('training'), 1);
    expect(watch.take(run('stopped'), 2)).toBeNull();
  });

  it('is told again after it was resumed', () => {
    const watch = new RunWatch(0);
    watch.take(run('training'), 0);
    watch.take(run('stopped'), 1);
    watch.take(run('queued'), 2);
    expect(watch.take(run('complete'), 3)).toMatchObject({ what: 'complete' });
  });
});

describe('a stall', () => {
  it('is told once, after half an hour without an event', () => {
    expect(stallMs).toBe(minutes(30));
    const watch = new RunWatch(0);
    watch.take(run('training'), 0);
    expect(lookFrom(watch, 0, minutes(30) - 1)).toEqual([]);
    expect(lookFrom(watch, minutes(30), minutes(90))).toEqual([{ what: 'stalled', run: run('training') }]);
  });

  it('is told anew after a word in between', () => {
    const watch = new RunWatch(0);
    watch.take(run('training'), 0);
    expect(lookFrom(watch, 0, minutes(40))).toHaveLength(1);
    watch.hear('run-1', minutes(40));
    expect(lookFrom(watch, minutes(40), minutes(69))).toEqual([]);
    expect(lookFrom(watch, minutes(69), minutes(71))).toHaveLength(1);
  });

  it('is not what a run does that waits or pauses', () => {
    const watch = new RunWatch(0);
    watch.take(run('queued', { id: 'run-2' }), 0);
    watch.take(run('paused'), 0);
    expect(lookFrom(watch, 0, minutes(120))).toEqual([]);
  });

  it('does not come from the machine having slept', () => {
    const watch = new RunWatch(0);
    watch.take(run('training'), 0);
    lookFrom(watch, 0, minutes(10));
    // Eight hours asleep; ten of the thirty minutes had passed before.
    const awake = minutes(10) + minutes(480);
    expect(lookFrom(watch, awake, awake + minutes(19))).toEqual([]);
    expect(lookFrom(watch, awake + minutes(19), awake + minutes(21))).toHaveLength(1);
  });
});

describe('progress', () => {
  it('is the mean of what trains; what waits or pauses is not counted', () => {
    const watch = new RunWatch(0);
    expect(meanProgress(watch.training)).toBeNull();
    watch.take(run('training', { id: 'run-1', progress: progress(0.8) }), 0);
    watch.take(run('starting', { id: 'run-2' }), 0);
    watch.take(run('paused', { id: 'run-3', progress: progress(0.5) }), 0);
    watch.take(run('queued', { id: 'run-4' }), 0);
    expect(meanProgress(watch.training)).toBeCloseTo((0.8 + 0) / 2);
    watch.take(run('complete', { id: 'run-1' }), 1);
    watch.take(run('stopped', { id: 'run-2' }), 1);
    expect(meanProgress(watch.training)).toBeNull();
  });
});

describe('words', () => {
  const text = (what: RunNotice['what'], changes: Partial<RunSummary> = {}) =>
    runNoticeText({ what, run: run('training', changes) });

  it('say what came out of a run', () => {
    expect(text('complete')).toEqual({
      title: 'Complete: First, FT, seed 1',
      body: 'Over 2 tasks: Average AUC 0.850, Forgetting 0.150.',
    });
    expect(text('complete', { chain: ['DeepFake'], forgetting: null }).body).toBe('Over 1 task: Average AUC 0.850.');
    expect(text('complete', { averageAuc: null, forgetting: null }).body).toBe('Over 2 tasks: no scores.');
  });

  it('say why a run failed, in a line of bearable length', () => {
    const error = { code: 'damaged', message: 'The image /data/x.png\ncannot be decoded.' } as const;
    expect(text('failed', { error })).toEqual({
      title: 'Failed: First, FT, seed 1',
      body: 'The image /data/x.png cannot be decoded.',
    });
    expect(text('failed', { error: { ...error, message: 'x'.repeat(500) } }).body).toHaveLength(240);
    expect(text('interrupted', { error: { ...error, message: 'It was killed.' } }).body).toBe(
      'It was killed. It can be resumed.',
    );
  });

  it('say how long nothing was heard', () => {
    expect(text('stalled').body).toContain('for 30 minutes');
  });
});
