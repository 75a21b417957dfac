/** Mean squared gradients of single images: the diagonal of a Fisher matrix, and the like. */
import * as tf from '@tensorflow/tfjs-core';
import type { ImageRefs } from '../../images/image-refs';
import type { SquaredGradientOptions } from '../../methods/task-context';
import { differentiableForward } from '../../networks/forward';
import type { TensorMap } from '../../weights/tensor-map';
import { listParameters } from '../../networks/parameter-list';
import { splitRows } from '../batches/row-range';
import { oneHot } from '../batches/output-rows';
import { gatherBatch, PixelMemory } from '../batches/image-batch';
import type { TrainingSession } from '../loop/session';
import { tensorOf } from '../../weights/weight-tensors';

/** Images between two questions whether to go on. */
const imagesAtOnce = 16;

/**
 * See FinishedTask. The images are shared as a batch is: the sums of replicas are added in the order of the ranks, those of
 * a replica's micro-batches in theirs, so that the bytes do not depend on who computes. The caller disposes the tensors.
 */
export async function meanSquaredGradients(
  session: TrainingSession,
  { images, gradientByLogits, weights }: SquaredGradientOptions & { weights: TensorMap },
): Promise<Map<string, tf.Tensor>> {
  const { replica, microBatches, recipe } = session;
  const names = listParameters(recipe.network, recipe.imageSize)
    .filter(({ isTrainable }) => isTrainable)
    .map(({ name }) => name);
  const parts = splitRows(images.length, replica.count * microBatches);
  const own = parts.slice(replica.rank * microBatches, (replica.rank + 1) * microBatches);
  const rounds = Math.ceil(Math.max(0, ...parts.map(({ from, to }) => to - from)) / imagesAtOnce);
  let total: tf.Tensor[] | null = null;
  for (const { from, to } of own) {
    let sum = names.map((name) => tf.zerosLike(tensorOf(weights, name)));
    // Every replica asks as often as the one with the most images: the question is asked by all together.
    for (let round = 0; round < rounds; round++) {
      await session.mayGoOn();
      const start = from + round * imagesAtOnce;
      const some = images.subarray(Math.min(start, to), Math.min(start + imagesAtOnce, to));
      sum = plusSquares(session, sum, { images: some, gradientByLogits, weights, names });
    }
    total = total === null ? sum : addedTo(total, sum);
  }
  session.plan.countDifferentiated(images.length);
  const sums = replica.count === 1 ? (total ?? []) : await replica.sum(total ?? []);
  const means = sums.map((one) => tf.tidy(() => tf.div(one, Math.max(1, images.length))));
  tf.dispose([...sums, ...(total ?? [])]);
  return new Map(names.flatMap((name, index) => (means[index] ? [[name, means[index]] as const] : [])));
}

interface SomeImages extends SquaredGradientOptions {
  readonly images: ImageRefs;
  readonly weights: TensorMap;
  readonly names: readonly string[];
}

type SquareInputs = { readonly image: tf.Tensor4D; readonly label: tf.Tensor2D } & Readonly<Record<string, tf.Tensor>>;

/** Disposes `sum` as it goes. */
function plusSquares(
  { recipe: { network }, trainSets, recordings }: TrainingSession,
  sum: readonly tf.Tensor[],
  { images, gradientByLogits, weights, names }: SomeImages,
): tf.Tensor[] {
  const memory = new PixelMemory(1);
  let all = [...sum];
  for (const image of images) {
    const next = tf.tidy(() => {
      const { pixels, size, labels } = gatherBatch(trainSets, { indices: [image], memory });
      const { tensors } = recordings.run({
        key: ['squared gradients', ...[network, weights, gradientByLogits].map((one) => recordings.numberOf(one))],
        inputs: {
          ...{ image: tf.tensor4d(pixels, [1, size, size, 3]), label: oneHot(labels) },
          ...Object.fromEntries(all.map((one, index) => [`sum ${index}`, one])),
        },
        areKept: true,
        compute: ({ image: seen, label, ...sums }: SquareInputs) => {
          const passed = differentiableForward(network, seen, { weights, isTraining: false, trainable: names });
          const gradients = passed.backward(new Map([[passed.logits, gradientByLogits(passed.logits, label)]]));
          const added = names.map((name, index) =>
            tf.add(sums[`sum ${index}`] ?? 0, tf.square(gradients.get(name) ?? 0)),
          );
          return { tensors: added, facts: null };
        },
      });
      return [...tensors];
    });
    tf.dispose(all);
    all = next;
  }
  return all;
}

function addedTo(total: readonly tf.Tensor[], sum: readonly tf.Tensor[]): tf.Tensor[] {
  const both = total.map((tensor, index) => tf.tidy(() => tf.add(tensor, sum[index] ?? 0)));
  tf.dispose([...total, ...sum]);
  return both;
}
