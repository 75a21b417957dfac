/** What a sweep shows: recipes that differ in parameters against what came of them. */
import type { Comparison, Difference } from '../../../shared/comparison';
import { comparisonTable, type ComparisonTable } from '../../../shared/comparison-table';
import { lineStyles } from '../../../shared/figures/line-style';
import { parallelFigure, type ParallelColumn } from '../../../shared/figures/parallel-axes';
import type { ParallelFigure } from '../../../shared/figures/parallel-figure';
import type { ChartBand, ChartSeries } from '../../charts/chart-series';
import { textOfValue } from '../../forms/preset-values';

type ColourOf = (method: string) => string;

/** Fields in which recipes of one method differ: those that were varied, not those that another method has. */
export function sweptFields({ rows, differences }: Comparison): Difference[] {
  const methods = [...new Set(rows.map(({ method }) => method))];
  return differences.filter(({ values }) =>
    methods.some((id) => new Set(values.filter((_, row) => rows[row]?.method === id)).size > 1),
  );
}

/** More axes than these stand too close. */
const mostAxes = 7;

/** The varied parameters and, at the right, what the comparison's table is about without its tasks. */
export function sweepFigure(comparison: Comparison, colourOf: ColourOf): ParallelFigure {
  const table = comparisonTable(comparison);
  const measures = table.columns.flatMap(({ label, meaning, better, group }, at): ParallelColumn[] =>
    group !== 'main' || meaning === null || better === null
      ? []
      : [{ label, isResult: true, values: table.rows.map(({ cells }) => cells[at]?.value?.mean ?? null) }],
  );
  const parameters = sweptFields(comparison)
    .slice(0, mostAxes - measures.length)
    .map(({ label, values }) => ({ label, values: values.map(numberOrText) }));
  const styles = lineStyles(comparison.rows.map(({ method }) => method));
  return parallelFigure(
    'Parameters and results',
    [...parameters, ...measures],
    comparison.rows.map(({ label, method }, row) => ({ label, colour: colourOf(method), ...styles[row] })),
  );
}

export interface SweepChart {
  readonly x: readonly number[];
  readonly xRange: readonly [number, number];
  readonly yRange: readonly [number, number];
  readonly bands: readonly ChartBand[];
  readonly series: readonly ChartSeries[];
}

/** From so many times the least on, numbers stand at equal distances and are named. */
const widespread = 20;

/** One line for each method and each setting of the other varied parameters; what does not have the parameter has none. */
export function sweepChart(
  comparison: Comparison,
  { field, measure }: { field: string; measure: string },
  colourOf: ColourOf,
): SweepChart {
  const swept = sweptFields(comparison);
  const values = swept.find((one) => one.field === field)?.values ?? [];
  const others = swept.filter((one) => one.field !== field);
  const table = comparisonTable(comparison);
  const axis = axisOf(values);
  const groups = Map.groupBy(
    comparison.rows.flatMap((row, index) => ((values[index] ?? null) === null ? [] : [{ row, index }])),
    ({ row, index }) =>
      [row.method, row.network, row.chain.join(), ...others.map((one) => one.values[index])].join('\n'),
  );
  const lines = [...groups.values()].flatMap((members) => (members[0] ? [{ first: members[0], members }] : []));
  const styles = lineStyles(lines.map(({ first }) => first.row.method));
  const series = lines.map(({ first, members }, at): ChartSeries => {
    const found = axis.places.map((place) => {
      const member = members.find(({ index }) => values[index] === place);
      return member === undefined ? null : valueOf(table, member.index, measure);
    });
    const spread = found.map((one) => one?.deviation ?? null);
    return {
      key: String(at),
      label: [methodLabel(comparison, first.row.method), ...others.map((one) => saidOf(one, first.index))].join(', '),
      ...{ colour: colourOf(first.row.method), width: 2, isBridged: true, ...styles[at] },
      values: found.map((one) => one?.mean ?? null),
      ...(spread.some((deviation) => deviation !== null) && { spread }),
    };
  });
  return { ...axis, series, yRange: rangeOf(series) };
}

function valueOf(table: ComparisonTable, row: number, measure: string) {
  const at = table.columns.findIndex(({ key }) => key === measure);
  return table.rows[row]?.cells[at]?.value ?? null;
}

/** Of one recipe of the method without what follows its name. */
function methodLabel({ rows }: Comparison, method: string): string {
  return rows.find((row) => row.method === method)?.recipeLabel.split(', ')[0] ?? method;
}

function saidOf({ label, values }: Difference, row: number): string {
  return `${label} ${textOfValue(values[row])}`;
}

function numberOrText(value: Difference['values'][number]): string | number | null {
  return value === null || typeof value === 'number' ? value : textOfValue(value);
}

interface SweepAxis extends Pick<SweepChart, 'x' | 'xRange' | 'bands'> {
  /** The values that stand at each x. */
  readonly places: readonly Difference['values'][number][];
}

function axisOf(values: Difference['values']): SweepAxis {
  const given = [...new Set(values.filter((value) => value !== null))];
  const numbers = given.filter((value) => typeof value === 'number').sort((left, right) => left - right);
  const places = numbers.length === given.length ? numbers : given;
  const [low = 0, high = 1] = [numbers[0], numbers.at(-1)];
  const isScale = places === numbers && (low <= 0 || high < widespread * low);
  const room = (high - low) * 0.06 || 0.5;
  if (isScale) return { places, x: numbers, xRange: [low - room, high + room], bands: [] };
  return {
    ...{ places, x: places.map((_, index) => index + 1), xRange: [0.5, places.length + 0.5] },
    bands: places.map((value, index) => ({ from: index + 0.5, to: index + 1.5, label: textOfValue(value) })),
  };
}

function rangeOf(series: readonly ChartSeries[]): [number, number] {
  const ends = series.flatMap(({ values, spread }) =>
    values.flatMap((value, index) => {
      const deviation = spread?.[index] ?? 0;
      return value === null ? [] : [value - deviation, value + deviation];
    }),
  );
  if (ends.length === 0) return [0, 1];
  const [low, high] = [Math.min(...ends), Math.max(...ends)];
  const room = (high - low) * 0.08 || 0.05;
  return [low - room, high + room];
}
