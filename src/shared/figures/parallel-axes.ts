/** From rows of values to parallel axes: numbers along a scale, choices one above the other. */
import { shareOf, axisTicks } from './axis';
import type { Range } from './figure';
import type { ParallelAxis, ParallelFigure, ParallelLine } from './parallel-figure';
import { tickText } from './ticks';

export interface ParallelColumn {
  readonly label: string;
  /** What came of it: round values stand along the axis, not each one. */
  readonly isResult?: boolean;
  /** One for each row. */
  readonly values: readonly (string | number | null)[];
}

type Row = Pick<ParallelLine, 'label' | 'colour' | 'dash' | 'shape'>;

/** From so many times the least on, a logarithmic axis tells the values apart. */
const widespread = 20;

export function parallelFigure(
  title: string,
  columns: readonly ParallelColumn[],
  rows: readonly Row[],
): ParallelFigure {
  const axes = columns.map(axisOf);
  return {
    title,
    axes: axes.map(({ axis }) => axis),
    lines: rows.map((row, index) => {
      const values = columns.map((column) => column.values[index] ?? null);
      return { ...row, values, shares: values.map((value, at) => axes[at]?.shareOf(value) ?? null) };
    }),
  };
}

interface PlacedAxis {
  readonly axis: ParallelAxis;
  readonly shareOf: (value: string | number | null) => number | null;
}

function axisOf({ label, values, isResult = false }: ParallelColumn): PlacedAxis {
  const given = values.filter((value) => value !== null);
  const numbers = given.filter((value) => typeof value === 'number');
  return numbers.length === given.length ? scale(label, numbers, isResult) : choices(label, given.map(String));
}

function scale(label: string, numbers: readonly number[], isResult: boolean): PlacedAxis {
  const [low, high] = [Math.min(...numbers), Math.max(...numbers)];
  const isLog = low > 0 && high >= widespread * low;
  const range: Range = low < high ? [low, high] : [low - 0.5, low + 0.5];
  const distinct = [...new Set(numbers)].sort((left, right) => left - right);
  // Of few values each is named as it is; of many, round ones between them.
  const isNamed = !isResult && distinct.length <= 6;
  const ticks = isNamed ? distinct : axisTicks(range, 5, isLog);
  const text = (tick: number) => (isNamed ? String(Number(tick.toPrecision(4))) : tickText(tick, ticks));
  return {
    axis: { label, ticks: ticks.map((tick) => ({ share: shareOf(tick, range, isLog) ?? 0, text: text(tick) })) },
    shareOf: (value) => (typeof value === 'number' ? shareOf(value, range, isLog) : null),
  };
}

function choices(label: string, given: readonly string[]): PlacedAxis {
  const distinct = [...new Set(given)];
  const place = (value: string) => (distinct.indexOf(value) + 0.5) / distinct.length;
  return {
    axis: { label, ticks: distinct.map((text) => ({ share: place(text), text })) },
    shareOf: (value) => (value === null ? null : place(String(value))),
  };
}
