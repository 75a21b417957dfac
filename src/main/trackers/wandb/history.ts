/** A run's series as the rows of a Weights & Biases history: one for each time at which something was told. */
import type { StepUnit, TrackedSeries } from '../tracked-run';

export interface HistoryRow {
  readonly unit: StepUnit;
  /** In its unit. */
  readonly step: number;
  readonly timeMs: number;
  /** By the series' names. */
  readonly values: ReadonlyMap<string, number>;
}

const units: readonly StepUnit[] = ['update', 'epoch', 'stage'];

/** In the order of time. */
export function historyRows(series: readonly TrackedSeries[]): HistoryRow[] {
  const rows = new Map<string, HistoryRow & { readonly values: Map<string, number> }>();
  for (const { name, unit, points } of series) {
    for (const { step, timeMs, value } of points) {
      const key = `${unit} ${step}`;
      const row = rows.get(key) ?? { unit, step, timeMs, values: new Map<string, number>() };
      row.values.set(name, value);
      rows.set(key, row);
    }
  }
  return [...rows.values()].sort(
    (a, b) => a.timeMs - b.timeMs || units.indexOf(a.unit) - units.indexOf(b.unit) || a.step - b.step,
  );
}
