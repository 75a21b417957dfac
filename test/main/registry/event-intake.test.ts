import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openRegistry, type Registry } from '../../../src/main/registry/registry';
import { batches, evaluated, eventsOf, runFile, started, stageStarted } from '../../fixtures/run-file';
import { temporaryFolder } from '../../fixtures/tiny-workbench';

let folder: string;
let registry: Registry;
beforeEach(async () => {
  folder = await temporaryFolder('intake');
  registry = openRegistry(join(folder, 'registry.sqlite'));
  registry.runs.add({ file: runFile('run-a'), folder: '/runs/run-a', notes: { name: 'A', tags: [], notes: '' } });
});
afterEach(async () => {
  registry.close();
  await rm(folder, { recursive: true, force: true });
});

const detail = () => registry.runDetail('run-a');

it('takes each event once, however often it is read', () => {
  const events = eventsOf([started, stageStarted(1), batches(1, 1, 2, 0.7), batches(1, 1, 4, 0.6)]);
  expect(registry.intake.take('run-a', events.slice(0, 3), 30)).toBe('done');
  expect(registry.intake.take('run-a', events, 40)).toBe('done');
  expect(registry.intake.take('run-a', events.slice(1, 2), 20)).toBe('done');
  expect(detail().lossPoints.map(({ x, losses }) => [x, losses.total])).toEqual([
    [0 + 2 / 4, 0.7],
    [0 + 4 / 4, 0.6],
  ]);
  expect(detail().lastSequence).toBe(4);
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

it('refuses events with a gap before them and keeps what it had', () => {
  const events = eventsOf([started, stageStarted(1), batches(1, 1, 2, 0.7)]);
  registry.intake.take('run-a', events.slice(0, 1), 10);
  expect(registry.intake.take('run-a', events.slice(2), 30)).toBe('gap');
  expect(detail().lastSequence).toBe(1);
  expect(detail().lossPoints).toEqual([]);
});

it('replaces the points of a cut-off attempt when the training comes by again', () => {
  registry.intake.take(
    'run-a',
    eventsOf([started, stageStarted(1), batches(1, 1, 4, 0.6), batches(1, 2, 2, 0.5), batches(1, 2, 3, 0.4), started]),
    60,
  );
  registry.intake.take('run-a', eventsOf([batches(1, 2, 1, 0.55)], 7), 70);
  expect(detail().lossPoints.map(({ x }) => x)).toEqual([4 / 4, 1 + 1 / 4]);
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

it('thins the loss points of a long run and keeps the first and the newest', () => {
  const points = Array.from({ length: 5000 }, (_, index) => batches(1, index + 1, 4, index));
  registry.intake.take('run-a', eventsOf([started, stageStarted(1, 5000), ...points]), 10);
  const { lossPoints } = detail();
  expect(lossPoints.length).toBeLessThanOrEqual(2000);
  expect(lossPoints.length).toBeGreaterThan(1000);
  expect(lossPoints[0]?.losses.total).toBe(0);
  expect(lossPoints.at(-1)?.losses.total).toBe(4999);
});
