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
  /** Distinct within the comparison: that of the recipe, and the chain, start and split where rows differ in them. */
  label: z.string(),
  /** Of the recipe: the method, and the network or parameters where they differ; the same in rows of one recipe. */
  recipeLabel: z.string(),
  method: z.string(),
  network: z.string(),
  /** Tasks in the order in which its runs train them. */
  chain: z.array(z.string()),
  /** The first stage that its runs train, and the split that their scores are computed on. */
  startStage: z.number().int().min(1),
  reportedSplit: SplitName,
  runIds: z.array(RunId),
  seeds: z.array(z.number().int()),
  /** Of the method; null for one that is ranked. */
  baseline: Baseline.nullable(),
  /** AUC per task of the comparison, after the row's last stage; of networks that were trained apart each task's by its own. */
  taskAucs: z.array(Statistic.nullable()),
  /** One value for each metric of the matrix in `shared/metrics`; null where no run has it. */
  ...byMetric(matrixMetrics, () => Statistic.nullable()),
  /** By term id, and their total: means over the last epoch of the chain. */
  losses: z.record(z.string(), Statistic),
  seconds: Statistic,
  /** Mean over seeds; matrix[i][j] = AUC on the row's own task j after stage i + 1. */
  matrix: z.array(z.array(z.number().nullable())),
  /** Of the same places the sample standard deviation over seeds; null with fewer than two. */
  matrixDeviations: z.array(z.array(z.number().nullable())),
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

/** What the order of the chain does to one recipe: the same tasks, trained in several orders. */
export const OrderStudy = z.object({
  /** The recipe, without its order. */
  label: z.string(),
  method: z.string(),
  orders: z.array(z.array(z.string())),
  tasks: z.array(z.string()),
  /** byPosition[task][position]: AUC on the task at the end of the chain, of the orders in which it stands there. */
  byPosition: z.array(z.array(Statistic.nullable())),
  /** One per position: over all tasks. */
  anyTask: z.array(Statistic.nullable()),
});
export type OrderStudy = z.infer<typeof OrderStudy>;

export const Comparison = z.object({
  /** Every task of a row, in the order of the first row's chain, then in that of others. */
  chain: z.array(z.string()),
  /** Null where rows are computed on different ones. */
  reportedSplit: SplitName.nullable(),
  /** Which columns can be ranked: all; those of tasks, where rows have other tasks or starts; or none, where splits differ. */
  ranked: z.enum(['all', 'tasks', 'none']),
  /** Sentences on what cannot be compared, and why. */
  caveats: z.array(z.string()),
  /** Every term that one of the methods has, each once. */
  terms: z.array(LossTermInfo),
  rows: z.array(ComparisonRow),
  differences: z.array(Difference),
  /** One for each recipe that was trained on the same tasks in several orders. */
  orders: z.array(OrderStudy),
});
export type Comparison = z.infer<typeof Comparison>;

/** Two rows, run by run of the same seed: what one has more than the other. */
export const PairedDifference = z.object({
  /** Of the row that is set against the reference. */
  label: z.string(),
  /** Column of the comparison's table: a task or a metric. */
  column: z.string(),
  columnLabel: z.string(),
  /** Seeds that both rows have a value of. */
  seeds: z.array(z.number().int()),
  /** Row minus reference, one per seed. */
  differences: z.array(z.number()),
  mean: z.number(),
  deviation: z.number().nullable(),
  /** Two-sided p of the paired t test; null with fewer than two seeds, or where all differences are equal. */
  tTest: z.number().nullable(),
  /** Two-sided exact p of the Wilcoxon signed-rank test; null where no difference is other than 0. */
  wilcoxon: z.number().nullable(),
});
export type PairedDifference = z.infer<typeof PairedDifference>;

export const tableFormats = ['csv', 'markdown', 'latex'] as const;
export const TableFormat = z.enum(tableFormats);
export type TableFormat = z.infer<typeof TableFormat>;
