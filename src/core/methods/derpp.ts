/**
 * DER++, dark experience replay (Buzzega et al., 2020): replayed images keep the answers that the network once gave to them.
 *
 *     loss = CE + alpha MSE(logits, stored logits) on images of the buffer + beta CE on other images of the buffer
 *
 * Paper and code (mammoth `derpp`): a reservoir over the stream, from the first batch on, of images as they were before
 * augmentation, with the logits that the network had while it learnt them; both draws are independent, so an image can be in
 * both. mammoth makes a forward pass for each of the three groups, so that batch normalisation sees each alone; here all
 * rows share one pass, as a batch and its replayed images do in ER.
 */
import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { crossEntropies } from './cross-entropy';
import { crossEntropyTerm, replayTerm } from './loss-terms';
import { defineMethodWithData } from './method';
import { groupMean } from './objective';
import { BufferData, drawFromBuffer, offerToReservoir, replayParameters } from './replay-buffer';

/** Groups of replayed rows. */
const byLogits = 'by-logits';
const byLabels = 'by-labels';

export const derpp = defineMethodWithData({
  id: 'derpp',
  label: 'DER++',
  colour: 'teal',
  summary: 'Cross-entropy, and images of a buffer: some held to the logits that they once had, others to their labels.',
  parameters: z.object({
    ...replayParameters,
    derAlpha: z.number().min(0).max(1000).default(0.5).meta({
      label: 'DER alpha',
      description:
        'Weight of the squared difference between the logits of replayed images now and when they were kept.',
      source: "mammoth's code: 0.5 on Rotated MNIST with a buffer of 500.",
    }),
    derBeta: z.number().min(0).max(1000).default(1).meta({
      label: 'DER beta',
      description: 'Weight of the cross-entropy of replayed images; 0 is DER without ++.',
      source: "mammoth's code: 1 on Rotated MNIST with a buffer of 500.",
    }),
  }),
  terms: [crossEntropyTerm, { id: 'logits', label: 'stored logits', unit: null, colour: 'series-6' }, replayTerm],
  // Two draws from the buffer join each batch.
  needs: ({ replayedImages }) => ({ earlierImages: true, replayedImages: 2 * replayedImages }),
  data: BufferData,
  async prepare({ bufferSize, replayedImages, derAlpha, derBeta }, task, { data: buffer }) {
    return {
      terms(batch) {
        const { labels, student, keptLogits } = batch;
        const losses = crossEntropies(student.logits, labels);
        const crossEntropy = groupMean(losses, batch, 'new');
        if (!keptLogits || batch.shareOf(byLogits) === 0) return { crossEntropy };
        const distances = tf.mean<tf.Tensor1D>(tf.squaredDifference(student.logits, keptLogits), 1);
        return {
          crossEntropy,
          logits: tf.mul<tf.Scalar>(groupMean(distances, batch, byLogits), derAlpha),
          replay: tf.mul<tf.Scalar>(groupMean(losses, batch, byLabels), derBeta),
        };
      },
      isSampleMean: true,
      replay: ({ epoch, batch }) =>
        [byLogits, byLabels].map((name, index) =>
          drawFromBuffer(buffer, replayedImages, { name, random: task.random('replay', epoch, batch, index) }),
        ),
      keepsLogits: true,
      afterBatch({ epoch, batch, images, logits }) {
        const random = task.random('reservoir', epoch, batch);
        offerToReservoir(buffer, { images, logits }, { capacity: bufferSize, random });
      },
    };
  },
});
