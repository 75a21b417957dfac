/** What a method declares of its loss goes the whole way: run.json, events, registry, curves, comparison and CSV. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { compareRuns } from '../../../src/core/comparison/compare-runs';
import { renderCsv } from '../../../src/core/comparison/render-csv';
import { recipeOptions } from '../../../src/core/recipe/recipe';
import { openRegistry, type Registry } from '../../../src/main/registry/registry';
import { lossLines } from '../../../src/renderer/components/run/loss-lines';
import { applyEvents, startLive } from '../../../src/renderer/live/live-run';
import type { RunEventBody } from '../../../src/shared/event';
import { MethodRecord } from '../../../src/shared/recipe';
import { parseCsv } from '../../core/comparison/parse-csv';
import { evaluated, eventsOf, runFile, started, stageStarted } from '../../fixtures/run-file';
import { temporaryFolder } from '../../fixtures/tiny-workbench';
import { writtenRun, type WrittenRun } from '../../fixtures/written-run';

let folder: string;
let registry: Registry;
beforeEach(async () => {
  folder = await temporaryFolder('terms');
  registry = openRegistry(join(folder, 'registry.sqlite'));
});
afterEach(async () => {
  registry.close();
  await rm(folder, { recursive: true, force: true });
});

/** Values of their own for each term, so that a curve cannot be another one's. */
function lossesOf({ terms }: MethodRecord): { total: number; [id: string]: number } {
  const values = Object.fromEntries(terms.map(({ id }, index) => [id, index + 1 / 4]));
  return { ...values, total: Object.values(values).reduce((sum, value) => sum + value, 0) };
}

function trained(method: MethodRecord): RunEventBody[] {
  const losses = lossesOf(method);
  const first = { total: 0.5, crossEntropy: 0.5 };
  return [
    ...[started, evaluated(0, [0.5, 0.5]), stageStarted(1)],
    { type: 'batches/ended', stage: 1, epoch: 1, batch: 4, losses: first, imagesPerSecond: 9 },
    ...[evaluated(1, [0.9, 0.5]), stageStarted(2)],
    { type: 'batches/ended', stage: 2, epoch: 1, batch: 4, losses, imagesPerSecond: 9 },
    {
      ...{ type: 'epoch/ended', stage: 2, epoch: 1, losses, aucs: {}, selectionScore: null, isBest: true },
      ...{ elapsedSeconds: 5, secondsLeft: 0 },
    },
    evaluated(2, [0.8, 0.9]),
    { type: 'run/completed', elapsedSeconds: 5 },
  ];
}

function addRun(id: string, method: MethodRecord): Promise<WrittenRun> {
  const recipe = { method: id, network: 'small-cnn', parameters: {} };
  return writtenRun(registry, folder, runFile('run-a', { method, recipe }));
}

const labels = {
  methods: new Map<string, string>(),
  networks: new Map<string, string>(),
  fields: new Map<string, string>(),
};
/** One that no file of the program knows. */
const toy: MethodRecord = {
  label: 'Toy',
  terms: [
    { id: 'crossEntropy', label: 'cross-entropy', unit: null, colour: 'series-1' },
    { id: 'surprise', label: 'surprise', unit: 'nats', colour: 'series-6' },
  ],
  baseline: null,
  lossHint: null,
  rowHint: 'after training on',
};
const all = [
  ...recipeOptions().methods.map((info) => ({ id: info.id, method: MethodRecord.parse(info) })),
  { id: 'toy', method: toy },
];

describe.each(all)('the terms of $id', ({ id, method }) => {
  const isOneTerm = method.terms.length === 1;

  it('are each drawn, in order, with label, colour and values, on the live page and from the folder', async () => {
    const run = await addRun(id, method);
    const live = startLive(await run.detail());
    const events = eventsOf(trained(method));
    await run.tell(events);
    for (const { summary, lossPoints } of [await run.detail(), applyEvents(live, events).live.detail]) {
      const drawn = lossLines(summary.method, lossPoints);
      // Where there is one, the total's line is its line.
      const expected = isOneTerm ? [] : method.terms;
      expect(drawn.map(({ key, colour, values }) => ({ key, colour, values }))).toEqual(
        expected.map((term) => ({
          ...{ key: term.id, colour: `var(--${term.colour})` },
          values: [null, lossesOf(method)[term.id]],
        })),
      );
    }
  });

  it('have their mean over the last epoch in the comparison and its CSV', async () => {
    await addRun(id, method);
    registry.intake.take('run-a', eventsOf(trained(method)), 0);
    const [header = [], row = []] = parseCsv(renderCsv(compareRuns([registry.runs.get('run-a')], labels)));
    for (const term of method.terms) {
      const unit = term.unit === null ? '' : ` [${term.unit}]`;
      const column = header.indexOf(`Loss, ${term.label}${unit} (mean)`);
      expect(Number(row[column])).toBe(lossesOf(method)[term.id]);
    }
  });
});

it('draws terms that a run reports without having declared them by their ids', () => {
  const points = [{ losses: { total: 3, crossEntropy: 1, riddle: 2 } }];
  expect(lossLines({ ...toy, terms: toy.terms.slice(0, 1) }, points).map(({ label }) => label)).toEqual([
    'cross-entropy',
    'riddle',
  ]);
});
