/** Calls that put runs side by side. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { compareRuns } from '../../core/comparison/compare-runs';
import { pairedDifferences } from '../../core/comparison/paired-differences';
import type { RecipeLabels } from '../../core/comparison/recipe-differences';
import { renderTable } from '../../core/comparison/render-table';
import { withDefaults } from '../../core/comparison/with-defaults';
import { type Comparison, type TableFormat, tableFormats } from '../../shared/comparison';
import { AppError } from '../../shared/errors';
import type { TaskResult } from '../../shared/event';
import { detailOf } from '../../shared/reading/run-summary';
import type { RecipeOptions } from '../../shared/recipe';
import type { ReadingRegistry } from '../registry/registry';
import { writeDurably } from '../runs/durable-file';
import type { ReadingContext, ReadingHandlersOf } from './reading';

const fileNames: Record<TableFormat, string> = {
  csv: 'comparison.csv',
  markdown: 'comparison.md',
  latex: 'comparison.tex',
};

export const comparisonCalls: ReadingHandlersOf<'comparison'> = {
  /** Runs side by side, seeds folded. */
  'comparison/get': ({ runIds }, context) => compare(runIds, context),

  'comparison/paired': async ({ runIds, reference }, context) => {
    const { runs, labels } = await readRuns(runIds, context);
    return pairedDifferences(runs, labels, reference);
  },

  /** The comparison's table as text. */
  'comparison/render': async ({ runIds, format }, context) => ({
    text: renderTable(await compare(runIds, context), format),
  }),

  /** The table in every format, and the runs' results as JSON, into a folder. */
  'comparison/export': async ({ runIds, to }, context) => {
    const { paths, registry } = context;
    const folder = await paths.allow(to);
    const comparison = await compare(runIds, context);
    const runs = runIds.map((id) => ({ ...registry.runs.get(id), results: resultsOf(registry, id) }));
    const contents = new Map<string, string>(
      tableFormats.map((format) => [fileNames[format], renderTable(comparison, format)]),
    );
    contents.set('comparison.json', `${JSON.stringify({ comparison, runs }, null, 2)}\n`);
    try {
      await mkdir(folder, { recursive: true });
      for (const [name, content] of contents) await writeDurably(join(folder, name), content);
    } catch (error) {
      throw new AppError('not-permitted', `The table cannot be written into "${folder}": ${String(error)}.`, {
        cause: error,
      });
    }
    return { folder, files: [...contents.keys()] };
  },
};

export async function compare(runIds: readonly string[], context: ReadingContext): Promise<Comparison> {
  const { runs, labels } = await readRuns(runIds, context);
  return compareRuns(runs, labels);
}

async function readRuns(runIds: readonly string[], { recipes, registry }: ReadingContext) {
  const options = await recipes.options();
  return { runs: runIds.map((id) => withDefaults(registry.runs.get(id), options)), labels: recipeLabels(options) };
}

function resultsOf(registry: ReadingRegistry, runId: string): readonly TaskResult[] {
  const { facts, reading } = registry.runDetail(runId);
  return detailOf(facts, reading).results;
}

function recipeLabels({ training, methods, networks }: RecipeOptions): RecipeLabels {
  const label = (thing: { id: string; label: string }) => [thing.id, thing.label] as const;
  const fields = [training, ...methods.map((method) => method.fields), ...networks.map((network) => network.fields)];
  return {
    methods: new Map(methods.map(label)),
    networks: new Map(networks.map(label)),
    fields: new Map(fields.flat().map((field) => [field.key, field.label])),
  };
}
