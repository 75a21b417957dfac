/** What a metric of a chain's AUC matrix declares of itself; tables, lists and captions follow the lists in index.ts. */
import type { AucMatrix } from './auc-matrix';

export interface ScoredChain {
  /** matrix[i][j] = AUC on task j after stage i + 1. */
  readonly matrix: AucMatrix;
  /** One per task of the chain. */
  readonly beforeTraining: readonly (number | null)[];
  /** After which stage, from 1. */
  readonly stage: number;
  /** The first stage that has a row: later than 1 where a training took up a chain in its middle. */
  readonly firstStage: number;
  /** Each task has a network of its own, which knows nothing of the others. */
  readonly isApart: boolean;
  /** AUC per task of networks that were trained on it alone; absent where none is compared with. */
  readonly trainedAlone?: readonly (number | null)[];
}

export interface MatrixMetric {
  /** Key in answers and exported files; stays as it is for good. */
  readonly id: string;
  readonly label: string;
  /** What it is, as the rest of a sentence that begins with the label. */
  readonly meaning: string;
  readonly better: 'higher' | 'lower';
  /** `main`: a column wherever runs or methods are listed; `further`: where one looks closer. */
  readonly place: 'main' | 'further';
  /** What a comparison has to hold for it beside the run; absent: nothing. */
  readonly needs?: string;
  /** Null where the matrix lacks what it needs. */
  compute(chain: ScoredChain): number | null;
}
