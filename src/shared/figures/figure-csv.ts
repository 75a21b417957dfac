/** The numbers that a figure draws, with every digit. */
import { csvText } from '../csv-text';
import { isDrawn, type FigureLine, type LineFigure } from './figure';
import type { ParallelFigure } from './parallel-figure';

/** One row for each x in view; of a smoothed line what it was smoothed from stands beside it, of a mean its deviation. */
export function figureCsv({ xLabel, x, xRange: [from, to], lines }: LineFigure): string {
  const columns = lines.filter(isDrawn).flatMap(columnsOf);
  const head = [xLabel, ...columns.map(({ name }) => name)].map(csvText).join(',');
  const rows = x.flatMap((at, index) =>
    at < from || at > to ? [] : [[at, ...columns.map(({ values }) => values[index] ?? '')].join(',')],
  );
  return [head, ...rows].join('\n');
}

/** One row for each line, one column for each axis. */
export function parallelCsv({ axes, lines }: ParallelFigure): string {
  const head = ['recipe', ...axes.map(({ label }) => label)].map(csvText);
  const rows = lines.map(({ label, values }) => [
    csvText(label),
    ...values.map((value) => (typeof value === 'string' ? csvText(value) : (value ?? ''))),
  ]);
  return [head, ...rows].map((cells) => cells.join(',')).join('\n');
}

/** What a line has of numbers: its values, what they were smoothed from, their deviations. */
export function columnsOf({ label, values, raw, spread }: Pick<FigureLine, 'label' | 'values' | 'raw' | 'spread'>) {
  return [
    { name: raw ? `${label} (smoothed)` : label, values },
    ...(raw ? [{ name: label, values: raw }] : []),
    ...(spread ? [{ name: `${label} (standard deviation)`, values: spread }] : []),
  ];
}
