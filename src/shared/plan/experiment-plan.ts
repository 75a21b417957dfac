/** What an experiment would make, before it does: its runs, how long they take and what they leave on the disk. */
import { z } from 'zod';
import { Parameters } from '../field';

export const PlanRow = z.object({
  order: z.array(z.string()),
  /** Id and label. */
  method: z.string(),
  label: z.string(),
  /** The parameters of which the experiment has several values. */
  swept: Parameters,
  seeds: z.array(z.number().int()),
  /** Of one of its runs; null where nothing like it was measured. */
  seconds: z.number().nullable(),
  /** What the time is known by. */
  basis: z.enum(['runs', 'engine', 'nothing']),
  /** Of one of its runs, at most. */
  bytes: z.number(),
});
export type PlanRow = z.infer<typeof PlanRow>;

export const ExperimentPlan = z.object({
  rows: z.array(PlanRow),
  runs: z.number().int(),
  /** `2 orders × 2 methods × 3 seeds`. */
  made: z.string(),
  /** Of all runs, with as many at once as find cores; null where one of them is not known. */
  seconds: z.number().nullable(),
  bytes: z.number(),
});
export type ExperimentPlan = z.infer<typeof ExperimentPlan>;

const basisTexts = {
  runs: 'by complete runs of the same work in this workspace',
  engine: 'by the measured speed of the engine; scoring, and what a method does beside its steps, come on top',
  nothing: 'not known: nothing like it has been trained or measured here yet',
} as const;

/** In words, each kind once. */
export function basisText({ rows }: Pick<ExperimentPlan, 'rows'>): string {
  const kinds = [...new Set(rows.map(({ basis }) => basis))];
  return `Time ${kinds.map((kind) => basisTexts[kind]).join('; ')}.`;
}
