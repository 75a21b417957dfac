/** A network that does not learn passes once over images: the teacher, or what a task leaves behind; the replicas share the images. */
import * as tf from '@tensorflow/tfjs-core';
import { labelsOfRefs, type ImageRefs } from '../../images/image-refs';
import type { NetworkOutputs, Represent } from '../../methods/objective';
import type { VisitOutputs } from '../../methods/task-context';
import type { TensorMap } from '../../weights/tensor-map';
import { splitRows, rowCount } from '../batches/row-range';
import { gatherRows, oneHot, unpackOutputs } from '../batches/output-rows';
import { gatherBatch, PixelMemory } from '../batches/image-batch';
import { tidied } from '../batches/tidied';
import { packedOutputs } from './packed-outputs';
import { evaluationBatch, evaluationRounds } from './predict';
import type { TrainingSession } from '../loop/session';

export interface FrozenPass {
  readonly weights: TensorMap;
  readonly images: ImageRefs;
  /** Asked once per image, in their order; absent: none is mirrored. */
  readonly isMirrored?: (() => boolean) | undefined;
  readonly represent?: Represent | undefined;
  /** Layers that `represent` sees. */
  readonly layers?: readonly string[] | undefined;
}

/**
 * Calls `visit` with the outputs of one evaluation batch after the other, the same in every replica however many there are; the
 * tensors are disposed when it resolves. Resolves to all logits, [images, 2].
 */
export async function passFrozen(
  session: TrainingSession,
  pass: FrozenPass,
  visit: VisitOutputs = async () => undefined,
): Promise<Float32Array> {
  const { images } = pass;
  const { imageSize } = session.recipe;
  const windowLength = evaluationBatch(imageSize);
  const logits = new Float32Array(images.length * 2);
  const memory = new PixelMemory(1);
  for (const round of evaluationRounds({ count: images.length, size: imageSize }, session.replica.count)) {
    await session.mayGoOn();
    const indices = images.subarray(round.from, round.to);
    const outputs = await roundOutputs(session, pass, { indices, memory });
    for (let from = 0; from < indices.length; from += windowLength) {
      const window = indices.subarray(from, from + windowLength);
      const part = windowOf(outputs, from, window.length);
      const labels = oneHot(labelsOfRefs(session.trainSets, window));
      logits.set(await part.logits.data<'float32'>(), (round.from + from) * 2);
      await visit(part, labels);
      tf.dispose([part.logits, labels, ...(part.representation ? [part.representation] : [])]);
    }
    tf.dispose([outputs.logits, ...(outputs.representation ? [outputs.representation] : [])]);
  }
  session.plan.countEvaluated(images.length);
  return logits;
}

/** Of the images at `indices`; every replica computes its share and gets all. */
async function roundOutputs(
  session: TrainingSession,
  { weights, isMirrored, represent, layers }: FrozenPass,
  { indices, memory }: { indices: ImageRefs; memory: PixelMemory },
): Promise<NetworkOutputs> {
  const { replica, recipe, trainSets } = session;
  const mirrored = Uint8Array.from(indices, () => (isMirrored?.() === true ? 1 : 0));
  const rows = splitRows(indices.length, replica.count)[replica.rank] ?? { from: 0, to: 0 };
  const own = rowCount(rows) > 0 ? [tf.tidy(compute)] : [];
  const [first] = own;
  const all = first && replica.count === 1 ? first : await gatherRows(replica, own, indices.length);
  const outputs = tidied(
    () => unpackOutputs(all),
    ({ logits, representation }) => [logits, ...(representation ? [representation] : [])],
  );
  const used = new Set<tf.Tensor | null>([outputs.logits, outputs.representation]);
  tf.dispose([all, ...own].filter((tensor) => !used.has(tensor)));
  return outputs;

  function compute(): tf.Tensor2D {
    const { pixels, size } = gatherBatch(trainSets, { indices, mirrored, rows, memory });
    const inputs = tf.tensor4d(pixels, [rowCount(rows), size, size, 3]);
    const of = { network: recipe.network, recordings: session.recordings };
    // Rows of this round are read while the next is computed.
    return packedOutputs(of, inputs, { weights, isTraining: false, layers, represent, areKept: true });
  }
}

function windowOf({ logits, representation }: NetworkOutputs, from: number, count: number): NetworkOutputs {
  const rowsOf = (tensor: tf.Tensor2D) => tf.slice(tensor, [from, 0], [count, tensor.shape[1]]);
  return { logits: rowsOf(logits), representation: representation && rowsOf(representation) };
}
