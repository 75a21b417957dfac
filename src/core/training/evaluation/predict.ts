/** Fake scores of images: softmax output 0 of the network in evaluation mode. */
import * as tf from '@tensorflow/tfjs-core';
import { Recordings } from '../../recording/recordings';
import type { TensorMap } from '../../weights/tensor-map';
import type { Network } from '../../networks/network';
import { rowCount, splitRows, type RowRange } from '../batches/row-range';
import { gatherBatch, PixelMemory } from '../batches/image-batch';
import { singleReplica, type Replica } from '../replica';
import { packedOutputs } from './packed-outputs';
import type { ImageSet } from '../../images/image-set';

/** Images of an evaluation batch at most; more are not faster. */
const mostImages = 64;
/** Images of 128 px in an evaluation batch. */
const usualImages = 16;
const usualSide = 128;

/** Smaller images come in larger batches. */
export function evaluationBatch(side: number): number {
  return Math.max(1, Math.min(mostImages, Math.floor(usualImages * (usualSide / side) ** 2)));
}

export interface PredictOptions {
  readonly weights: TensorMap;
  /** Who shares the images; absent: nobody. */
  readonly replica?: Replica;
  /** Of the network's passes; absent: for this prediction alone. */
  readonly recordings?: Recordings;
  /** Called before each batch; throwing ends the prediction. */
  readonly beforeBatch?: () => Promise<void>;
}

/** [images], probability of fake, in the order of the image set; the same in every replica. */
export async function predict(network: Network, images: ImageSet, options: PredictOptions): Promise<Float32Array> {
  const { weights, replica = singleReplica, beforeBatch, recordings = new Recordings() } = options;
  const total = images.labels.length;
  const rounds = evaluationRounds({ count: total, size: images.size }, replica.count);
  const own = new Float32Array(total);
  const memory = new PixelMemory(1);
  let computed = 0;
  for (const round of rounds) {
    await beforeBatch?.();
    const part = shareOf(round, replica.rank, replica.count);
    if (rowCount(part) === 0) continue;
    const indices = Array.from({ length: rowCount(part) }, (_, place) => part.from + place);
    const { pixels, count, size } = gatherBatch(images, { indices, memory });
    const fake = tf.tidy(() => {
      const batch = tf.tensor4d(pixels, [count, size, size, 3]);
      const logits = packedOutputs({ network, recordings }, batch, { weights, isTraining: false, areKept: false });
      return tf.slice(tf.softmax(logits), [0, 0], [count, 1]);
    });
    own.set(await fake.data<'float32'>(), computed);
    computed += count;
    fake.dispose();
  }
  if (!options.recordings) recordings.clear();
  const all = replica.gather(own.subarray(0, computed));
  return inOrder(all, rounds, total);
}

/** Every round gives each replica one evaluation batch, the last one less. */
export function evaluationRounds({ count, size }: { count: number; size: number }, replicas: number): RowRange[] {
  const length = evaluationBatch(size) * replicas;
  return Array.from({ length: Math.ceil(count / length) }, (_, round) => ({
    from: round * length,
    to: Math.min(count, (round + 1) * length),
  }));
}

function shareOf(round: RowRange, rank: number, replicas: number): RowRange {
  const { from, to } = splitRows(rowCount(round), replicas)[rank] ?? { from: 0, to: 0 };
  return { from: round.from + from, to: round.from + to };
}

/** What the replicas computed, each round after round, at the images' places. */
function inOrder(all: readonly Float32Array[], rounds: readonly RowRange[], total: number): Float32Array {
  const scores = new Float32Array(total);
  all.forEach((own, rank) => {
    let taken = 0;
    for (const round of rounds) {
      const { from, to } = shareOf(round, rank, all.length);
      scores.set(own.subarray(taken, taken + to - from), from);
      taken += to - from;
    }
  });
  return scores;
}
