/** The frozen teacher passes once over a training set; the replicas share the images. */
import * as tf from '@tensorflow/tfjs-core';
import type { NetworkOutputs, Represent } from '../methods/method';
import { forward, type TensorMap } from '../networks/forward';
import { sizeOf, splitBatch } from './batch-parts';
import { gatherRows, oneHot } from './batch-work';
import { gatherBatch, labelsOf, PixelMemory } from './image-batch';
import { evaluationBatch, evaluationRounds } from './predict';
import type { TrainingSession } from './session';
import type { ImageSet } from './training';

export interface TeacherPass {
  readonly teacher: TensorMap;
  readonly images: ImageSet;
  /** Asked once per image, in their order; absent: none is mirrored. */
  readonly isMirrored?: (() => boolean) | undefined;
  readonly represent?: Represent | undefined;
}

/**
 * Calls `visit` with the outputs of one evaluation batch after the other, the same in every replica however many there are; the
 * tensors are disposed when it resolves. Resolves to all logits, [images, 2].
 */
export async function passTeacher(
  session: TrainingSession,
  pass: TeacherPass,
  visit: (outputs: NetworkOutputs, labels: tf.Tensor2D) => Promise<void> = async () => undefined,
): Promise<Float32Array> {
  const { images } = pass;
  const total = images.labels.length;
  const windowLength = evaluationBatch(images.size);
  const logits = new Float32Array(total * 2);
  const memory = new PixelMemory(1);
  for (const round of evaluationRounds(images, session.replica.count)) {
    await session.mayGoOn();
    const indices = Array.from({ length: sizeOf(round) }, (_, place) => round.from + place);
    const outputs = roundOutputs(session, pass, { indices, memory });
    for (let from = 0; from < indices.length; from += windowLength) {
      const window = indices.slice(from, from + windowLength);
      const part = windowOf(outputs, from, window.length);
      const labels = oneHot(labelsOf(images, window));
      logits.set(await part.logits.data<'float32'>(), (round.from + from) * 2);
      await visit(part, labels);
      tf.dispose([part.logits, labels, ...(part.representation ? [part.representation] : [])]);
    }
    tf.dispose([outputs.logits, ...(outputs.representation ? [outputs.representation] : [])]);
  }
  session.plan.countEvaluated(total);
  return logits;
}

/** Of the images at `indices`; every replica computes its share and gets all. */
function roundOutputs(
  session: TrainingSession,
  pass: TeacherPass,
  { indices, memory }: { indices: readonly number[]; memory: PixelMemory },
): NetworkOutputs {
  const { replica, recipe } = session;
  const { teacher, images, isMirrored, represent } = pass;
  const mirrored = Uint8Array.from(indices, () => (isMirrored?.() === true ? 1 : 0));
  const rows = splitBatch(indices.length, replica.count)[replica.rank] ?? { from: 0, to: 0 };
  const kept: NetworkOutputs[] = [];
  tf.tidy(() => {
    const own = sizeOf(rows) > 0 ? [compute()] : [];
    const logits = gatherRows(
      replica,
      own.map((one) => one.logits),
      indices.length,
    );
    const shares = own.flatMap((one) => one.representation ?? []);
    const representation = represent ? gatherRows(replica, shares, indices.length) : null;
    kept.push({ logits, representation });
    return [logits, ...(representation ? [representation] : [])];
  });
  const [outputs] = kept;
  if (!outputs) throw new Error('tf.tidy did not run the teacher.');
  return outputs;

  function compute(): NetworkOutputs {
    const { pixels, size } = gatherBatch(images, { indices, mirrored, rows, memory });
    const inputs = tf.tensor4d(pixels, [sizeOf(rows), size, size, 3]);
    const { logits, features } = forward(recipe.network, inputs, { weights: teacher, isTraining: false });
    return { logits, representation: represent ? represent(features) : null };
  }
}

function windowOf({ logits, representation }: NetworkOutputs, from: number, count: number): NetworkOutputs {
  const rowsOf = (tensor: tf.Tensor2D) => tf.slice(tensor, [from, 0], [count, tensor.shape[1]]);
  return { logits: rowsOf(logits), representation: representation && rowsOf(representation) };
}
