/** Registry and live page come to the same of a run's events, whatever they are and however they are portioned. */
import fc from 'fast-check';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openRegistry, type Registry } from '../../../src/main/registry/registry';
import { applyEvents, startLive } from '../../../src/renderer/live/live-run';
import type { RunEvent, RunEventBody } from '../../../src/shared/event';
import { batches, eventsOf, evaluated, runFile, started, stageStarted } from '../../fixtures/run-file';
import { temporaryFolder } from '../../fixtures/tiny-workbench';
import { storedDetail, writtenRun, type WrittenRun } from '../../fixtures/written-run';

let folder: string;
let registry: Registry;
let runs = 0;
beforeEach(async () => {
  folder = await temporaryFolder('reading');
  registry = openRegistry(join(folder, 'registry.sqlite'));
});
afterEach(async () => {
  registry.close();
  await rm(folder, { recursive: true, force: true });
});

function addRun(startStage: number): Promise<WrittenRun> {
  const id = `run-${(runs += 1)}`;
  return writtenRun(registry, folder, runFile(id, startStage === 1 ? {} : { startStage }));
}

const stage = fc.integer({ min: 1, max: 2 });
const epoch = fc.integer({ min: 1, max: 3 });
const score = fc.integer({ min: 0, max: 16 }).map((sixteenths) => sixteenths / 16);

const body: fc.Arbitrary<RunEventBody> = fc.oneof(
  fc.constant<RunEventBody>(started),
  fc.tuple(stage, epoch).map(([at, epochs]) => stageStarted(at, epochs)),
  fc
    .tuple(stage, epoch, fc.integer({ min: 1, max: 4 }), score)
    .map(([at, of, batch, loss]) => batches(at, of, batch, loss)),
  fc.tuple(stage, epoch, score, fc.boolean()).map(([at, of, auc, isBest]): RunEventBody => ({
    ...{
      type: 'epoch/ended',
      stage: at,
      epoch: of,
      losses: { total: auc, penalty: 1 },
      aucs: { alpha: auc, beta: null },
    },
    ...{ selectionScore: auc, isBest, elapsedSeconds: of, secondsLeft: 3 - of },
  })),
  fc.tuple(fc.integer({ min: 0, max: 2 }), score, score).map(([at, first, second]) => evaluated(at, [first, second])),
  stage.map((at): RunEventBody => ({
    type: 'stage/ended',
    stage: at,
    task: 'alpha',
    bestEpoch: 1,
    weightsHash: 'abc',
  })),
  stage.map((at): RunEventBody => ({ type: 'store/built', stage: at, counts: [[1], [2]], leftOut: 3 })),
  fc.tuple(stage, fc.constantFrom('feature-memory', 'other')).map(([at, id]): RunEventBody => ({
    ...{ type: 'method/reported', stage: at },
    report: { id, title: 'A report', hint: 'Of something.', columns: ['one'], rows: [] },
  })),
  fc.constantFrom<RunEventBody>(
    { type: 'run/paused' },
    { type: 'run/resumed' },
    { type: 'run/stopped' },
    { type: 'run/failed', error: { code: 'internal', message: 'It broke.' } },
    { type: 'run/completed', elapsedSeconds: 9 },
    { type: 'log/written', level: 'info', message: 'A word.' },
  ),
);

function portions(events: readonly RunEvent[], sizes: readonly number[]): RunEvent[][] {
  const cut: RunEvent[][] = [];
  for (let at = 0, turn = 0; at < events.length; turn += 1) {
    const size = sizes[turn % sizes.length] ?? 1;
    cut.push(events.slice(at, at + size));
    at += size;
  }
  return cut;
}

it('is the same for both, from any moment on', async () => {
  const sizes = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(fc.array(body, { maxLength: 25 }), sizes, stage, async (bodies, taken, startStage) => {
      const run = await addRun(startStage);
      const lives = [startLive(await run.detail())];
      for (const events of portions(eventsOf(bodies), taken)) {
        expect(await run.tell(events)).toBe('done');
        const detail = await run.detail();
        // A page that was there from the start, and one that is opened at each moment.
        for (const [index, live] of lives.entries()) {
          const applied = applyEvents(live, events);
          expect(applied.needsFetch).toBe(false);
          expect(applied.live.detail).toEqual(detail);
          lives[index] = applied.live;
        }
        lives.push(startLive(detail));
        expect(startLive(detail).detail).toEqual(detail);
        expect(registry.runs.get(run.id)).toEqual(detail.summary);
      }
    }),
    { numRuns: 60 },
  );
});

it('places a run that begins in the middle where both have it', async () => {
  const run = await addRun(2);
  const live = startLive(await run.detail());
  const events = eventsOf([
    started,
    stageStarted(2),
    batches(2, 1, 2, 0.7),
    batches(2, 1, 4, 0.6),
    batches(2, 2, 2, 0.5),
  ]);
  await run.tell(events);
  for (const { lossPoints, summary } of [await run.detail(), applyEvents(live, events).live.detail]) {
    expect(lossPoints.map(({ x }) => x)).toEqual([0.5, 1, 1.5]);
    expect(summary.progress?.share).toBe(0.75);
  }
});

it('reads on behind events that a file lacks for good', async () => {
  const { id } = await addRun(1);
  const events = eventsOf([started, stageStarted(1), { type: 'run/stopped' }]).filter(({ sequence }) => sequence !== 2);
  expect(registry.intake.take(id, events, 0)).toBe('gap');
  expect(storedDetail(registry, id).lastSequence).toBe(0);
  expect(registry.intake.take(id, events, 0, { acceptsGaps: true })).toBe('done');
  expect(registry.runs.get(id).state).toBe('stopped');
});
