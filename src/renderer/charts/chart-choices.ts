/** How a person wants to see each kind of chart, from one start to the next. */
import { defineStore } from 'pinia';
import { reactive } from 'vue';
import { z } from 'zod';
import { keep, readKeptAs } from '../stores/kept';
import { mostSmoothing } from './smoothing';

const ChartChoices = z.object({
  /** 0 to `mostSmoothing`. */
  smoothing: z.number().min(0).max(mostSmoothing),
  isLog: z.boolean(),
  clipsOutliers: z.boolean(),
});
export type ChartChoices = z.infer<typeof ChartChoices>;
/** What of it a kind of chart offers. */
export type ChartChoice = keyof ChartChoices;

export const noChoices: ChartChoices = { smoothing: 0, isLog: false, clipsOutliers: false };

export const useChartChoicesStore = defineStore('chart-choices', () => {
  const byKind = reactive(new Map<string, ChartChoices>());
  const keptAs = (kind: string) => `chart:${kind}`;

  function of(kind: string): ChartChoices {
    const known = byKind.get(kind);
    return known ?? readKeptAs(keptAs(kind), ChartChoices, 'always') ?? noChoices;
  }

  function choose(kind: string, change: Partial<ChartChoices>): void {
    const chosen = { ...of(kind), ...change };
    byKind.set(kind, chosen);
    keep(keptAs(kind), JSON.stringify(chosen));
  }

  return { of, choose };
});
