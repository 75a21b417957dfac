/** What the golden batch does not show of the objectives: their limits. */
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { confidenceBins } from '../../../src/core/methods/confidence-bins';
import { distillation } from '../../../src/core/methods/distillation';
import { openEngine } from '../../../src/engine/open-engine';
import { objectives as golden } from './golden-objectives';

describe('objectives', () => {
  beforeAll(async () => {
    await openEngine('cpu');
  });

  it('gives zero distillation when student equals teacher and labels have no weight', () => {
    const logits = tf.tensor2d(golden.studentLogits);
    const labels = tf.tensor2d(golden.labels.map((label) => [1 - label, label]));
    const inputs = { studentLogits: logits, teacherLogits: logits, labels, temperature: 20 };
    expect(distillation({ ...inputs, alpha: 1 }).dataSync()[0]).toBe(0);
  });

  it('leaves a confidence of 0.5 out and takes 1 into the last bin', () => {
    const logits = tf.tensor2d([
      [0, 0],
      [Math.log(2.9), 0],
      [200, -200],
    ]);
    const fake = tf.tensor2d([
      [1, 0],
      [1, 0],
      [1, 0],
    ]);
    // Confidences 0.5, 2.9 / 3.9 and 1 with the bins (.5, .75] and (.75, 1].
    expect(confidenceBins(logits, fake, 2).arraySync()).toEqual([
      [0, 0, 0, 0],
      [1, 0, 0, 0],
      [0, 1, 0, 0],
    ]);
  });
});
