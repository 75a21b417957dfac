/**
 * ER, experience replay (Riemer et al., 2019; Chaudhry et al., 2019): some images of earlier tasks join every batch.
 *
 * Code (mammoth `er`): one forward pass over the batch and the replayed images, whose cross-entropy is the mean over all of
 * them; a reservoir that the batch enters after its update, from the first batch of the first task on. The two terms are the
 * parts that new and replayed images have in that mean. Replayed images are augmented like others but get no CutMix.
 */
import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { crossEntropies } from './cross-entropy';
import { crossEntropyTerm, replayTerm } from './loss-terms';
import { defineMethodWithData } from './method';
import { groupMean, type LossValues, type ObjectiveBatch } from './objective';
import { BufferData, drawFromBuffer, offerToReservoir, replayParameters } from './replay-buffer';

export const er = defineMethodWithData({
  id: 'er',
  label: 'ER',
  colour: 'gold',
  summary: 'Experience replay: cross-entropy on each batch together with images of a buffer over all tasks so far.',
  parameters: z.object(replayParameters),
  terms: [crossEntropyTerm, replayTerm],
  needs: ({ replayedImages }) => ({ earlierImages: true, replayedImages }),
  data: BufferData,
  async prepare({ bufferSize, replayedImages }, task, { data: buffer }) {
    return {
      terms: replayTerms,
      isSampleMean: true,
      replay({ epoch, batch }) {
        const random = task.random('replay', epoch, batch);
        return [drawFromBuffer(buffer, replayedImages, { name: 'replayed', random })];
      },
      afterBatch({ epoch, batch, images }) {
        const random = task.random('reservoir', epoch, batch);
        offerToReservoir(buffer, { images }, { capacity: bufferSize, random });
      },
    };
  },
});

function replayTerms(batch: ObjectiveBatch): LossValues {
  const { labels, student } = batch;
  const losses = crossEntropies(student.logits, labels);
  const shareOf = (group: string) => tf.mul<tf.Scalar>(groupMean(losses, batch, group), batch.shareOf(group));
  const crossEntropy = shareOf('new');
  return batch.shareOf('replayed') === 0 ? { crossEntropy } : { crossEntropy, replay: shareOf('replayed') };
}
