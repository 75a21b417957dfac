/** What is left of one task as a chain goes on: a line for each recipe, from the stage that trains the task. */
import type { ComparisonRow } from '../../../shared/comparison';
import { lineStyles } from '../../../shared/figures/line-style';
import type { ChartBand, ChartSeries } from '../../charts/chart-series';

type Row = Pick<ComparisonRow, 'label' | 'method' | 'chain' | 'matrix' | 'matrixDeviations'>;

/** Rows whose chain does not have the task have no line. The styles are those of the comparison's other cards. */
export function retentionLines(
  rows: readonly Row[],
  task: string,
  colourOf: (method: string) => string,
): ChartSeries[] {
  const styles = lineStyles(rows.map(({ method }) => method));
  const stages = Array.from({ length: longestChain(rows) }, (_, index) => index);
  return rows.flatMap((row, index): ChartSeries[] => {
    const own = row.chain.indexOf(task);
    if (own === -1) return [];
    // Before it is trained there is nothing that could be left.
    const along = (matrix: Row['matrix']) =>
      stages.map((stage) => (stage < own ? null : (matrix[stage]?.[own] ?? null)));
    const spread = along(row.matrixDeviations);
    return [
      {
        ...{ key: row.label, label: row.label, colour: colourOf(row.method), width: 2.2, ...styles[index] },
        values: along(row.matrix),
        ...(spread.some((deviation) => deviation !== null) && { spread }),
      },
    ];
  });
}

/** The tasks along x where all rows train them in one order, else the numbers of the stages. */
export function stageBands(rows: readonly Pick<Row, 'chain'>[]): ChartBand[] {
  const [first] = rows;
  const isOneOrder = rows.every(({ chain }) => chain.join('\n') === first?.chain.join('\n'));
  return Array.from({ length: longestChain(rows) }, (_, index) => ({
    ...{ from: index + 0.5, to: index + 1.5 },
    label: (isOneOrder ? first?.chain[index] : undefined) ?? `stage ${index + 1}`,
  }));
}

function longestChain(rows: readonly Pick<Row, 'chain'>[]): number {
  return Math.max(0, ...rows.map(({ chain }) => chain.length));
}
