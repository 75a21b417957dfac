/** The parts of the objectives against the golden batch on engine `webgpu`: values, bins, gradients by the logits. */
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { confidenceBins, confidences } from '../../../src/core/methods/confidence-bins';
import { crossEntropy } from '../../../src/core/methods/cross-entropy';
import { distillation, kullbackLeibler } from '../../../src/core/methods/distillation';
import { distanceToStart, gate, squaredNorm } from '../../../src/core/methods/tg';
import { openWebgpu } from '../../../src/engine/webgpu/open-webgpu';
import { objectives as golden } from '../../core/methods/golden-objectives';
import { findAdapter, titled } from '../../fixtures/webgpu-adapter';

const bins = 5;
const { temperature, alpha } = golden;
const labels = () => tf.tensor2d(golden.labels.map((label) => [1 - label, label]));
const teacherLogits = () => tf.tensor2d(golden.teacherLogits);

function expectClose(found: readonly number[], expected: readonly number[]): void {
  expect(found.length).toBe(expected.length);
  expected.forEach((value, index) => expect(Math.abs((found[index] ?? NaN) - value)).toBeLessThan(1e-5));
}

const adapter = await findAdapter();

describe.skipIf(!adapter.isFound)(titled('the objectives on webgpu', adapter), () => {
  beforeAll(async () => {
    await openWebgpu();
    // The batch is small: it would be computed on the processor otherwise.
    tf.env().set('WEBGPU_CPU_FORWARD', false);
  });

  it('cross-entropy, Kullback-Leibler divergence and distillation', async () => {
    const student = tf.tensor2d(golden.studentLogits);
    const kl = kullbackLeibler(tf.div(teacherLogits(), temperature), tf.div(student, temperature));
    const inputs = { studentLogits: student, teacherLogits: teacherLogits(), labels: labels(), alpha, temperature };
    const values = await tf.stack([crossEntropy(student, labels()), kl, distillation(inputs)]).data();
    expectClose([...values], [golden.crossEntropy, golden.kullbackLeibler, golden.distillation]);
  });

  it('the gradients of FT and KD by the logits', async () => {
    const student = tf.tensor2d(golden.studentLogits);
    const byCrossEntropy = tf.grad((x: tf.Tensor) => crossEntropy(x as tf.Tensor2D, labels()))(student);
    expectClose([...(await byCrossEntropy.data())], golden.ft.gradStudentLogits.flat());
    const byBoth = tf.grad((x: tf.Tensor) => {
      const studentLogits = x as tf.Tensor2D;
      const inputs = { studentLogits, teacherLogits: teacherLogits(), labels: labels(), alpha, temperature };
      return tf.add(crossEntropy(studentLogits, labels()), distillation(inputs));
    })(student);
    expectClose([...(await byBoth.data())], golden.kd.gradStudentLogits.flat());
  });

  it('confidences and bins', async () => {
    expectClose([...(await confidences(teacherLogits(), labels()).data())], golden.teacherConfidence);
    const rows = await confidenceBins(teacherLogits(), labels(), bins).array();
    const found = rows.map((row, sample) => {
      const label = golden.labels[sample] ?? NaN;
      return row.slice(label * bins, (label + 1) * bins).indexOf(1);
    });
    expect(found).toEqual(golden.teacherBins);
  });

  it("TG's gate, distance to the teacher's weights and norm of the last layer", async () => {
    const [ours, theirs] = [golden.tg.weights, golden.tg.teacherWeights].map(
      (values) => new Map<string, tf.Tensor>([['body', tf.tensor1d(values)]]),
    );
    const last = new Map<string, tf.Tensor>([['last', tf.tensor1d(golden.tg.lastLayer)]]);
    if (!ours || !theirs) throw new Error('The golden file has no weights.');
    const terms = [
      gate(teacherLogits(), labels()),
      distanceToStart(ours, theirs, ['body']),
      squaredNorm(last, ['last']),
    ];
    expectClose([...(await tf.stack(terms).data())], [golden.tg.gamma, golden.tg.l2sp, golden.tg.l2LastLayer]);
  });
});
