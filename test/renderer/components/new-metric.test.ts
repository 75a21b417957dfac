/** A metric that is one line in the list is on every view that shows metrics: here the line is a mock's. */
import { expect, it, vi } from 'vitest';
import ComparisonTable from '../../../src/renderer/components/comparison/ComparisonTable.vue';
import EvaluationList from '../../../src/renderer/components/evaluation/EvaluationList.vue';
import ScoreFigures from '../../../src/renderer/components/evaluation/ScoreFigures.vue';
import MatrixCard from '../../../src/renderer/components/run/MatrixCard.vue';
import ResultsCard from '../../../src/renderer/components/run/ResultsCard.vue';
import { FakeClient } from '../fixtures/fake-client';
import { mountAt, mountPart } from '../fixtures/mount-view';
import { finishedAnswers } from '../fixtures/sample-answers';
import { sampleComparison, sampleDetail, sampleSummary } from '../fixtures/sample-data';
import { sampleEvaluation, sampleEvaluationResult } from '../fixtures/sample-evaluation';

vi.mock('../../../src/shared/metrics/index', async (importOriginal) => {
  const { withToyMetrics } = await import('../../fixtures/toy-metrics');
  return withToyMetrics(await importOriginal());
});

const client = new FakeClient(finishedAnswers());

it('of scores has its column and its figure', () => {
  const detail = sampleDetail();
  const results = detail.results.map((result) => ({ ...result, spread: 0.75 }));
  const table = mountPart(ResultsCard, { detail: { ...detail, results } }, client);
  expect(table.find('thead').text()).toContain('Spread');
  expect(table.find('tbody tr').text()).toContain('0.750');
  const result = sampleEvaluationResult();
  const withSpread = { ...result, metrics: { ...result.metrics, spread: 0.75 } };
  const figures = mountPart(ScoreFigures, { result: withSpread }, client);
  expect(figures.find('[data-testid="evaluation-spread"]').text()).toBe('0.750');
  const evaluation = { ...sampleEvaluation(), result: withSpread };
  expect(mountPart(EvaluationList, { evaluations: [evaluation] }, client).text()).toContain('Spread');
});

it('of the matrix is on the run, in the list of runs and in the comparison', async () => {
  expect(mountPart(MatrixCard, { detail: sampleDetail() }, client).text()).toContain('Worst AUC0.876');
  const comparison = sampleComparison([sampleSummary({ method: 'ft' }), sampleSummary()]);
  const table = mountPart(ComparisonTable, { comparison }, client);
  expect(table.find('thead').text()).toContain('Worst AUC');
  expect(table.find('[data-testid="comparison-row-cored"]').text()).toContain('0.876');
  const { view } = await mountAt('/runs', client);
  expect(view.text()).toContain('Worst AUC');
  expect(view.text()).toContain('0.742');
});
