/** Calls that write reports for people without the program. */
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { withDefaults } from '../../core/comparison/with-defaults';
import { AppError } from '../../shared/errors';
import type { RunSummary } from '../../shared/run';
import type { ReportContent, ReportedRun } from '../report/report-content';
import { renderReport } from '../report/render-report';
import { writeDurably } from '../runs/durable-file';
import { readDetail } from '../runs/run-curves';
import { runFileOf } from '../runs/run-file-of';
import { compare } from './comparisons';
import type { ReadingContext, ReadingHandlersOf } from './reading';

export const reportCalls: ReadingHandlersOf<'report'> = {
  'report/write': async ({ runIds, to }, context) => {
    const given = await context.paths.allow(to);
    const content = await contentOf(runIds, context);
    const path = given.toLowerCase().endsWith('.html') ? given : join(given, `${nameOf(content.runs)}.html`);
    try {
      await mkdir(dirname(path), { recursive: true });
      await writeDurably(path, renderReport(content));
    } catch (error) {
      throw new AppError('not-permitted', `The report cannot be written to "${path}": ${String(error)}.`, {
        cause: error,
      });
    }
    return { folder: dirname(path), files: [path] };
  },
};

async function contentOf(runIds: readonly string[], context: ReadingContext): Promise<ReportContent> {
  const { recipes, registry, version } = context;
  const [comparison, options] = [await compare(runIds, context), await recipes.options()];
  const runs: ReportedRun[] = [];
  for (const id of comparison.rows.flatMap((row) => row.runIds)) {
    const detail = await readDetail(registry, id);
    const file = await runFileOf(registry, detail.summary);
    runs.push({ detail: { ...detail, summary: withDefaults(detail.summary, options) }, file });
  }
  return { title: titleOf(runs), madeAt: new Date().toISOString(), version, comparison, options, runs };
}

function titleOf(runs: readonly ReportedRun[]): string {
  const [first] = summariesOf(runs);
  if (first === undefined) return '';
  if (runs.length === 1) return `${first.experimentName}: ${first.name}`;
  return [...new Set(summariesOf(runs).map(({ experimentName }) => experimentName))].join(', ');
}

/** Of a file: the run, or the experiment, or the first of several. */
function nameOf(runs: readonly ReportedRun[]): string {
  const [first] = summariesOf(runs);
  return (runs.length === 1 ? first?.id : first?.experimentId) ?? 'report';
}

function summariesOf(runs: readonly ReportedRun[]): RunSummary[] {
  return runs.map(({ detail }) => detail.summary);
}
