/** Scores pixels with a run's weights, one image or a few, in the process of a job. */
import { resizeBilinear } from '../../core/images/resize-bilinear';
import type { RgbImage } from '../../core/images/rgb-image';
import type { ScorePixels } from '../../core/images/occlusion';
import { findNetwork } from '../../core/networks';
import { predict } from '../../core/training/evaluation/predict';
import { disposeTensors, toTensors } from '../../core/weights/weight-tensors';
import { openEngine } from '../../engine/open-engine';
import type { WeightsReading } from '../../shared/weights';
import { readWeights } from '../weights/read-weights';

/** It is on every machine and loads in a moment; for a few images no other would be there sooner. */
export const scoringEngine = 'wasm';

export interface ScorerWeights extends WeightsReading {
  readonly path: string;
  /** Pixels a side; absent: what the weights say. */
  readonly imageSize?: number | undefined;
  readonly within?: readonly string[] | null | undefined;
}

export interface Scorer {
  /** Pixels a side. */
  readonly size: number;
  readonly scoreOf: ScorePixels;
  /** As for training and evaluation. */
  fit(image: RgbImage): Uint8Array;
}

/** Opens the engine and reads the weights; they are given back when `work` is done. */
export async function withScorer<Result>(
  weights: ScorerWeights,
  work: (scorer: Scorer) => Promise<Result>,
): Promise<Result> {
  const { path, imageSize, ...reading } = weights;
  await openEngine(scoringEngine);
  const read = await readWeights(path, reading);
  const size = imageSize ?? read.imageSize;
  const network = findNetwork(read.networkId);
  const tensors = toTensors(read.weights);
  const scoreOf: ScorePixels = (pixels, count) => {
    const files = Array.from({ length: count }, () => '');
    return predict(network, { files, labels: new Uint8Array(count), pixels, size }, { weights: tensors });
  };
  try {
    return await work({ size, scoreOf, fit: (image) => resizeBilinear(image, size, size).pixels });
  } finally {
    disposeTensors(tensors);
  }
}
