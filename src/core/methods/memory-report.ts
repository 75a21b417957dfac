/** What CoReD reports of its feature memory: how many of the teacher's samples fell into each confidence bin. */
import type { MethodReport } from '../../shared/method-report';

/** Samples of the teacher's pass by class (0 fake, 1 real) and confidence bin. */
export interface MemorySummary {
  readonly counts: readonly number[][];
  readonly leftOut: number;
}

const classes = [
  { label: 'fake', colour: 'series-2' },
  { label: 'real', colour: 'series-1' },
] as const;

/** Bins share the confidences above one half evenly. */
export function memoryReport({ counts, leftOut }: MemorySummary): MethodReport {
  const bins = counts[0]?.length ?? 0;
  const edge = (index: number) => String(Number((0.5 + (0.5 * index) / bins).toFixed(2))).replace(/^0/, '');
  return {
    id: 'feature-memory',
    title: 'Feature memory',
    hint: `Teacher’s confident samples, by confidence; ${leftOut} left out.`,
    columns: Array.from({ length: bins }, (_, bin) => `${edge(bin)}–${edge(bin + 1)}`),
    rows: classes.map((row, label) => ({ ...row, values: counts[label] ?? [] })),
  };
}
