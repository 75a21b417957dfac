/** What a run's AUC matrix says after a stage: of each task, and by every metric. */
import { aucAt, firstKnownStage, ownAucs, type AucMatrix } from '../metrics/auc-matrix';
import { byMetric, matrixMetrics, type MatrixMetricId } from '../metrics';
import type { MethodRecord } from '../recipe';

export interface ChainScores {
  /** AUC per task of the chain; of networks that were trained apart each task's by its own. */
  readonly taskAucs: readonly (number | null)[];
  readonly metrics: Readonly<Record<MatrixMetricId, number | null>>;
}

export interface TrainedMatrix {
  readonly method: Pick<MethodRecord, 'baseline'>;
  readonly matrix: AucMatrix;
  /** One per task of the chain. */
  readonly beforeTraining: readonly (number | null)[];
  /** AUC per task of networks that were trained on it alone, where runs of such a method are compared with. */
  readonly trainedAlone?: readonly (number | null)[];
}

/** After `stage` (1-based). */
export function chainScores(run: TrainedMatrix, stage: number): ChainScores {
  const { method, matrix, beforeTraining, trainedAlone } = run;
  const isApart = method.baseline?.isApart ?? false;
  const chain = {
    ...{ matrix, beforeTraining, stage, isApart, firstStage: firstKnownStage(matrix) },
    ...(trainedAlone && { trainedAlone }),
  };
  return {
    taskAucs: isApart ? ownAucs(matrix, stage) : beforeTraining.map((_, task) => aucAt(matrix, stage, task)),
    metrics: byMetric(matrixMetrics, (metric) => metric.compute(chain)),
  };
}
