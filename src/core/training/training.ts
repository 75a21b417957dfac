/** The types that the training worker and the science share: data in, events, checkpoints, scores and weights out. */
import type * as tf from '@tensorflow/tfjs-core';
import type { RunEventBody } from '../../shared/event';
import type { SplitName } from '../../shared/task';
import type { ImageSet } from '../images/image-set';
import type { SavedState } from '../methods/state';
import type { Weights } from '../weights/weights';
import type { ResolvedRecipe } from '../recipe/recipe';
import type { Replica } from './replica';

export interface TaskData {
  readonly name: string;
  readonly train: ImageSet;
  readonly val: ImageSet;
  readonly test: ImageSet | null;
}

/** Everything that is needed to go on after an epoch as if nothing had happened. */
export interface Checkpoint {
  readonly stage: number;
  /** Epochs of this stage that are done; 0 at its start. */
  readonly epoch: number;
  readonly bestEpoch: number | null;
  readonly bestScore: number | null;
  /** Training time so far. */
  readonly elapsedSeconds: number;
  readonly student: Weights;
  /** What the optimiser carries: velocities, or mean gradients. */
  readonly momentum: Weights;
  /** Mean squared gradients; null for optimisers that have none. */
  readonly secondMoments: Weights | null;
  /** Null in stage 1. */
  readonly teacher: Weights | null;
  /** The best weights of this stage so far; null before the first epoch has ended. */
  readonly best: Weights | null;
  /** What the method carries from task to task; null for a method that carries nothing. */
  readonly method: SavedState | null;
}

export interface ScoreRow {
  readonly file: string;
  readonly label: number;
  /** Softmax output 0: probability of fake. */
  readonly score: number;
  /** Where the dataset's mapping says it, by the recipe's rule. */
  readonly video?: string | undefined;
}

/** Where a training's products go; implemented over the run folder by the worker, in memory by tests. Of replicas, the first one's counts. */
export interface TrainingOutput {
  emit(event: RunEventBody): Promise<void>;
  saveScores(at: { stage: number; task: string; split: SplitName }, rows: readonly ScoreRow[]): Promise<void>;
  /** Resolves to the file's SHA-256. The weights hold these values until then. */
  saveWeights(at: { stage: number; which: 'best' | 'last' }, weights: Weights): Promise<string>;
  /** The weights in it hold these values until the promise settles; later ones take their memory. */
  saveCheckpoint(checkpoint: Checkpoint): Promise<void>;
  /** Asked between batches. While paused it does not resolve; it says 'stop' when the training has to end. */
  control(): Promise<'go' | 'stop'>;
}

/** A tensor's values; they may be a view that the engine's next computation changes. */
export type ReadTensor = (tensor: tf.Tensor) => Promise<Float32Array>;

export interface ChainTraining {
  readonly recipe: ResolvedRecipe;
  readonly seed: number;
  /** In the order of the chain. */
  readonly tasks: readonly TaskData[];
  readonly initialWeights: Weights | null;
  /** The first stage that is trained, 1 unless given; the initial weights have learnt the tasks before it. */
  readonly startStage?: number | undefined;
  readonly resumeFrom: Checkpoint | null;
  readonly output: TrainingOutput;
  /** Seconds from any fixed point, so that tests need no clock. */
  readonly now: () => number;
  /** Who shares the training, each with the same options but `output`; absent: nobody. */
  readonly replica?: Replica;
  /** Parts that a replica's share of a batch is divided into; 1 unless given. */
  readonly microBatches?: number;
  /** How weights are read for copies, where the engine has a way without another copy. */
  readonly readTensor?: ReadTensor;
}
