/** A metric that is one file and one line in the list is told, stored and shown everywhere: here the line is a mock's. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { compareRuns } from '../../../src/core/comparison/compare-runs';
import { renderTable } from '../../../src/core/comparison/render-table';
import { evaluationResult } from '../../../src/core/metrics/evaluation-result';
import { comparisonText } from '../../../src/main/cli/comparison-text';
import { evaluationText } from '../../../src/main/cli/evaluation-text';
import { matrixText, runListText, runReport } from '../../../src/main/cli/run-report';
import { openRegistry, type Registry } from '../../../src/main/registry/registry';
import { Comparison, tableFormats } from '../../../src/shared/comparison';
import { RunEvent } from '../../../src/shared/event';
import type { Evaluation } from '../../../src/shared/evaluation';
import { RunDetail, RunSummary } from '../../../src/shared/run';
import { evaluated, eventsOf, runFile, started } from '../../fixtures/run-file';
import { storedDetail } from '../../fixtures/written-run';
import { temporaryFolder } from '../../fixtures/tiny-workbench';

vi.mock('../../../src/shared/metrics/index', async (importOriginal) => {
  const { withToyMetrics } = await import('../../fixtures/toy-metrics');
  return withToyMetrics(await importOriginal());
});

let folder: string;
let registry: Registry;
beforeEach(async () => {
  folder = await temporaryFolder('metric');
  registry = openRegistry(join(folder, 'registry.sqlite'));
  registry.runs.add({ file: runFile('run-a'), folder: '/runs/run-a', notes: { name: 'A', tags: [], notes: '' } });
});
afterEach(async () => {
  registry.close();
  await rm(folder, { recursive: true, force: true });
});

const frames = [0.9, 0.4, 0.15].map((score, index) => ({
  file: `val/${index}x.png`,
  label: index === 2 ? 1 : 0,
  score,
}));
const options = { task: 'alpha', split: 'test', seed: 1, videoRule: 'none', skipped: [] } as const;

it('of scores is in the result, the event, the registry and the terminal', () => {
  const result = evaluationResult(frames, options);
  expect(result.metrics).toMatchObject({ spread: 0.75 });
  const body = { type: 'stage/evaluated', stage: 1, results: [{ ...result.metrics, stage: 1 }] };
  const [event] = eventsOf([started]).map((first) => RunEvent.parse({ ...first, body }));
  if (!event) throw new Error('No event.');
  registry.intake.take('run-a', [event], 0);
  expect(RunDetail.parse(storedDetail(registry, 'run-a')).results).toMatchObject([{ spread: 0.75, task: 'alpha' }]);
  expect(evaluationText({ name: 'E', id: 'e', result } as Evaluation)).toMatch(/Score spread +0\.750/);
});

it('of the matrix is in the summary, the comparison, every table and the terminal', () => {
  registry.intake.take('run-a', eventsOf([started, evaluated(1, [0.9, 0.5]), evaluated(2, [0.7, 0.8])]), 0);
  const run = registry.runs.get('run-a');
  expect(RunSummary.parse(run)).toMatchObject({ worstAuc: 0.7 });
  expect(runReport(run)).toMatchObject({ worstAuc: 0.7 });
  expect(matrixText(run)).toContain('Worst AUC 0.700');
  expect(runListText([run])).toMatch(/Worst AUC/);
  const labels = { methods: new Map(), networks: new Map(), fields: new Map() };
  const comparison = compareRuns([run], labels);
  expect(Comparison.parse(comparison).rows).toMatchObject([{ worstAuc: { mean: 0.7 } }]);
  for (const format of tableFormats) expect(renderTable(comparison, format)).toContain('Worst AUC');
  expect(comparisonText(comparison)).toContain('Worst AUC: lowest AUC over the tasks.');
});
