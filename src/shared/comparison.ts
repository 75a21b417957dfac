/** Runs side by side: one row per recipe, seeds folded into mean and standard deviation. */
import { z } from 'zod';
import { ParameterValue } from './field';
import { LossTermInfo } from './loss-term';
import { byMetric, matrixMetrics } from './metrics';
import { Baseline } from './recipe';
import { RunId } from './run';
import { SplitName } from './task';

/** Over seeds; `deviation` is the sample standard deviation, null with one seed; null as a whole when no run has it. */
export const Statistic = z.object({ mean: z.number(), deviation: z.number().nullable(), count: z.number().int() });
export type Statistic = z.infer<typeof Statistic>;

export const ComparisonRow = z.object({
  /** Distinct within the comparison: the method, and the network or parameters where they differ. */
  label: z.string(),
  method: z.string(),
  network: z.string(),
  runIds: z.array(RunId),
  seeds: z.array(z.number().int()),
  /** Of the method; null for one that is ranked. */
  baseline: Baseline.nullable(),
  /** AUC per task of the chain, after the last stage; of networks that were trained apart each task's by its own. */
  taskAucs: z.array(Statistic.nullable()),
  /** One value for each metric of the matrix in `shared/metrics`; null where no run has it. */
  ...byMetric(matrixMetrics, () => Statistic.nullable()),
  /** By term id, and their total: means over the last epoch of the chain. */
  losses: z.record(z.string(), Statistic),
  seconds: Statistic,
  /** Mean over seeds; matrix[i][j] = AUC on task j after stage i + 1. */
  matrix: z.array(z.array(z.number().nullable())),
  beforeTraining: z.array(z.number().nullable()),
});
export type ComparisonRow = z.infer<typeof ComparisonRow>;

export const Difference = z.object({
  field: z.string(),
  label: z.string(),
  /** One per row; null where the recipe does not have the parameter. */
  values: z.array(ParameterValue.nullable()),
});
export type Difference = z.infer<typeof Difference>;

export const Comparison = z.object({
  chain: z.array(z.string()),
  reportedSplit: SplitName,
  /** Every term that one of the methods has, each once. */
  terms: z.array(LossTermInfo),
  rows: z.array(ComparisonRow),
  differences: z.array(Difference),
});
export type Comparison = z.infer<typeof Comparison>;

export const tableFormats = ['csv', 'markdown', 'latex'] as const;
export const TableFormat = z.enum(tableFormats);
export type TableFormat = z.infer<typeof TableFormat>;
