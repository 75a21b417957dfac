/** CoReD's feature memory as events and registries had it before methods told their own reports. Nothing is ever added here. */
import { z } from 'zod';
import type { MethodReport } from '../method-report';

export const OlderMemory = z.object({ counts: z.array(z.array(z.number().int())), leftOut: z.number().int() });
export type OlderMemory = z.infer<typeof OlderMemory>;

const rows = [
  { label: 'fake', colour: 'series-2' },
  { label: 'real', colour: 'series-1' },
] as const;

export function reportOfOlderMemory({ counts, leftOut }: OlderMemory): MethodReport {
  const bins = counts[0]?.length ?? 0;
  const edge = (index: number) => String(Number((0.5 + (0.5 * index) / bins).toFixed(2))).replace(/^0/, '');
  return {
    id: 'feature-memory',
    title: 'Feature memory',
    hint: `Teacher’s confident samples, by confidence; ${leftOut} left out.`,
    columns: Array.from({ length: bins }, (_, bin) => `${edge(bin)}–${edge(bin + 1)}`),
    rows: rows.map((row, index) => ({ ...row, values: counts[index] ?? [] })),
  };
}
