import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openRegistry, type Registry } from '../../../src/main/registry/registry';
import { batches, evaluated, eventsOf, runFile, started, stageStarted } from '../../fixtures/run-file';
import { temporaryFolder } from '../../fixtures/tiny-workbench';
import { storedDetail, writtenRun, type WrittenRun } from '../../fixtures/written-run';

let folder: string;
let registry: Registry;
let run: WrittenRun;
beforeEach(async () => {
  folder = await temporaryFolder('intake');
  registry = openRegistry(join(folder, 'registry.sqlite'));
  run = await writtenRun(registry, folder, runFile('run-a'));
});
afterEach(async () => {
  registry.close();
  await rm(folder, { recursive: true, force: true });
});

const detail = () => storedDetail(registry, 'run-a');

it('takes each event once, however often it is read', async () => {
  const events = eventsOf([started, stageStarted(1), batches(1, 1, 2, 0.7), batches(1, 1, 4, 0.6)]);
  expect(await run.tell(events.slice(0, 3))).toBe('done');
  expect(await run.tell(events)).toBe('done');
  expect(await run.tell(events.slice(1, 2))).toBe('done');
  const { lossPoints, lastSequence } = await run.detail();
  expect(lossPoints.map(({ x, losses }) => [x, losses.total])).toEqual([
    [0 + 2 / 4, 0.7],
    [0 + 4 / 4, 0.6],
  ]);
  expect(lastSequence).toBe(4);
});

it('keeps the interval and the video AUC of a result, and none where the event has none', () => {
  const [with_, without] = [evaluated(0, [0.5]), evaluated(1, [0.9])];
  if (with_.type !== 'stage/evaluated' || without.type !== 'stage/evaluated') throw new Error('Not results.');
  const [first, second] = [with_.results[0], without.results[0]];
  if (!first || !second) throw new Error('No results.');
  const results = [
    { ...first, aucInterval: { low: 0.4, high: 0.625 }, videoAuc: 0.75 },
    { ...second, aucInterval: null },
  ];
  registry.intake.take('run-a', eventsOf([started, { ...with_, results }]), 10);
  expect(detail().results).toEqual(results);
});

it('refuses events with a gap before them and keeps what it had', async () => {
  const events = eventsOf([started, stageStarted(1), batches(1, 1, 2, 0.7)]);
  await run.tell(events.slice(0, 1));
  expect(await run.tell(events.slice(2))).toBe('gap');
  const { lossPoints, lastSequence } = await run.detail();
  expect(lastSequence).toBe(1);
  expect(lossPoints).toEqual([]);
});

it('replaces the points of a cut-off attempt when the training comes by again', async () => {
  const attempt = [batches(1, 1, 4, 0.6), batches(1, 2, 2, 0.5), batches(1, 2, 3, 0.4)];
  await run.tell(eventsOf([started, stageStarted(1), ...attempt, started]));
  await run.tell(eventsOf([batches(1, 2, 1, 0.55)], 7));
  expect((await run.detail()).lossPoints.map(({ x }) => x)).toEqual([4 / 4, 1 + 1 / 4]);
});

it('computes matrix, average AUC and forgetting from the reported split', () => {
  registry.intake.take(
    'run-a',
    eventsOf([started, evaluated(0, [0.5, 0.4]), stageStarted(1), evaluated(1, [0.9, 0.6])]),
    10,
  );
  const afterOne = registry.runs.get('run-a');
  expect(afterOne.beforeTraining).toEqual([0.5, 0.4]);
  expect(afterOne.matrix).toEqual([
    [0.9, 0.6],
    [null, null],
  ]);
  expect(afterOne.averageAuc).toBe(0.9);
  expect(afterOne.forgetting).toBeNull();
  registry.intake.take('run-a', eventsOf([stageStarted(2), evaluated(2, [0.7, 0.8])], 5), 20);
  const afterTwo = registry.runs.get('run-a');
  expect(afterTwo.averageAuc).toBeCloseTo((0.7 + 0.8) / 2, 12);
  expect(afterTwo.forgetting).toBeCloseTo(0.9 - 0.7, 12);
});

it("sums up the baseline `single` by each task's own network", () => {
  const file = runFile('run-b', { recipe: { method: 'single', network: 'small-cnn', parameters: {} } });
  registry.runs.add({ file, folder: '/runs/run-b', notes: { name: 'B', tags: [], notes: '' } });
  const told = [started, evaluated(0, [0.5, 0.4]), evaluated(1, [0.9, 0.6]), evaluated(2, [0.5, 0.8])];
  registry.intake.take('run-b', eventsOf(told), 10);
  const { averageAuc, forgetting } = registry.runs.get('run-b');
  expect(averageAuc).toBeCloseTo((0.9 + 0.8) / 2, 12);
  expect(forgetting).toBeNull();
});

it('thins the loss points of a long run and keeps the first and the newest', async () => {
  const points = Array.from({ length: 5000 }, (_, index) => batches(1, index + 1, 4, index));
  await run.tell(eventsOf([started, stageStarted(1, 5000), ...points]));
  const { lossPoints, thinnedBy } = await run.detail();
  expect(lossPoints.length).toBeLessThanOrEqual(2000);
  expect(lossPoints.length).toBeGreaterThan(1000);
  expect(lossPoints[0]?.losses.total).toBe(0);
  expect(lossPoints.at(-1)?.losses.total).toBe(4999);
  expect(thinnedBy).toBe(5000 - lossPoints.length);
});
