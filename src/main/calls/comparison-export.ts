/** `comparison/export`: the table in every format, and the runs' results as JSON, into a folder. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { renderTable } from '../../core/comparison/render-table';
import { AppError } from '../../shared/errors';
import { tableFormats, type TableFormat } from '../../shared/comparison';
import { writeDurably } from '../runs/durable-file';
import { compare } from './comparison-get';
import type { Handler } from './handler';

const fileNames: Record<TableFormat, string> = {
  csv: 'comparison.csv',
  markdown: 'comparison.md',
  latex: 'comparison.tex',
};

export const comparisonExport: Handler<'comparison/export'> = async ({ runIds, to }, context) => {
  const { paths, registry } = context;
  const folder = await paths.allow(to);
  const comparison = await compare(runIds, context);
  const runs = runIds.map((id) => ({ ...registry.runs.get(id), results: registry.runDetail(id).results }));
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
};
