/** What a report is made of. */
import type { Comparison } from '../../shared/comparison';
import type { RecipeOptions } from '../../shared/recipe';
import type { RunDetail, RunFile } from '../../shared/run';

export interface ReportedRun {
  readonly detail: RunDetail;
  readonly file: RunFile;
}

export interface ReportContent {
  /** Of the experiment, or of a single run. */
  readonly title: string;
  /** ISO 8601, UTC. */
  readonly madeAt: string;
  /** Of the workbench. */
  readonly version: string;
  readonly comparison: Comparison;
  readonly options: RecipeOptions;
  /** In the order of the comparison's rows. */
  readonly runs: readonly ReportedRun[];
}
