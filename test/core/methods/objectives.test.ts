/** The objectives against test/golden/objectives.json: a worked batch of 12 from float64 PyTorch. */
import * as tf from '@tensorflow/tfjs-core';
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { confidenceBins } from '../../../src/core/methods/confidence-bins';
import { cored } from '../../../src/core/methods/cored';
import { crossEntropy } from '../../../src/core/methods/cross-entropy';
import { distillation, kullbackLeibler } from '../../../src/core/methods/distillation';
import { batchStore, type Representation } from '../../../src/core/methods/feature-store';
import { ft } from '../../../src/core/methods/ft';
import type { Method, NetworkOutputs } from '../../../src/core/methods/method';
import { openEngine } from '../../../src/engine/open-engine';
// Registers the gradients of all operations.
import '@tensorflow/tfjs-layers';

const Numbers = z.array(z.number());
const Store = z.record(z.string(), z.union([z.number(), Numbers]));
const Golden = z.object({
  temperature: z.number(),
  alpha: z.number(),
  labels: Numbers,
  studentLogits: z.array(Numbers),
  teacherLogits: z.array(Numbers),
  studentFeatures: z.array(z.array(z.array(Numbers))),
  teacherFeatures: z.array(z.array(z.array(Numbers))),
  teacherBins: Numbers,
  studentBins: Numbers,
  crossEntropy: z.number(),
  kullbackLeibler: z.number(),
  distillation: z.number(),
  channelMean: z.object({
    teacherStore: Store,
    studentStore: Store,
    representation: z.number(),
    total: z.number(),
    gradStudentLogits: z.array(Numbers),
    gradStudentFeaturesNorm: z.number(),
    gradStudentFeaturesFirst: Numbers,
  }),
  get channelVector() {
    return this.channelMean;
  },
  ft: z.object({ total: z.number(), gradStudentLogits: z.array(Numbers) }),
});
const golden = Golden.parse(JSON.parse(readFileSync(new URL('../../golden/objectives.json', import.meta.url), 'utf8')));

const bins = 5;
const labels = () => tf.tensor2d(golden.labels.map((label) => (label === 0 ? [1, 0] : [0, 1])));
const student = () => outputs(golden.studentLogits, golden.studentFeatures);
const teacher = () => outputs(golden.teacherLogits, golden.teacherFeatures);

function outputs(logits: number[][], features: number[][][][]): NetworkOutputs {
  return { logits: tf.tensor2d(logits), features: tf.tensor4d(features) };
}

function worstDifference(actual: ArrayLike<number>, expected: readonly number[]): number {
  expect(actual.length).toBe(expected.length);
  return expected.reduce((worst, value, index) => Math.max(worst, Math.abs(value - (actual[index] ?? NaN))), 0);
}

/** The objective's terms and the gradients of its total with respect to student logits and features. */
async function evaluate(method: Method, parameters: Record<string, string | number>) {
  const objective = await method.prepare(parameters, {
    async teacherPass(visit) {
      // Two unequal batches: means over the pass are not means of batch means.
      for (const [start, size] of [
        [0, 5],
        [5, 7],
      ] as const) {
        const { logits, features } = teacher();
        const part = {
          logits: tf.slice(logits, [start, 0], [size, 2]),
          features: tf.slice(features, [start, 0, 0, 0], [size, 4, 4, 6]),
        };
        await visit(part, tf.slice(labels(), [start, 0], [size, 2]));
      }
    },
  });
  const given = student();
  const terms = new Map<string, number>();
  const [byLogits, byFeatures] = tf.grads((logits, features) => {
    const found = objective.terms({
      labels: labels(),
      student: { logits: logits as tf.Tensor2D, features: features as tf.Tensor4D },
      teacher: teacher(),
    });
    for (const [name, value] of Object.entries(found)) terms.set(name, value.dataSync()[0] ?? NaN);
    // Fine-tuning does not look at the features; a zero keeps them on the tape.
    return tf.add(found.total, tf.mul(0, tf.sum(features)));
  })([given.logits, given.features]);
  return {
    terms,
    byLogits: byLogits?.dataSync() ?? [],
    byFeatures: byFeatures?.dataSync() ?? [],
    store: objective.store,
  };
}

describe('objectives', () => {
  beforeAll(async () => {
    await openEngine('cpu');
  });

  it('computes cross-entropy and distillation', () => {
    const { logits } = student();
    const { logits: teacherLogits } = teacher();
    expect(crossEntropy(logits, labels()).dataSync()[0]).toBeCloseTo(golden.crossEntropy, 6);
    const { temperature, alpha } = golden;
    const softened = kullbackLeibler(tf.div(teacherLogits, temperature), tf.div(logits, temperature));
    expect(softened.dataSync()[0]).toBeCloseTo(golden.kullbackLeibler, 6);
    const loss = distillation({ studentLogits: logits, teacherLogits, labels: labels(), alpha, temperature });
    expect(Math.abs((loss.dataSync()[0] ?? NaN) - golden.distillation)).toBeLessThan(1e-4);
  });

  it('gives zero distillation when student equals teacher and labels have no weight', () => {
    const { logits } = student();
    const inputs = { studentLogits: logits, teacherLogits: logits, labels: labels(), temperature: 20 };
    expect(distillation({ ...inputs, alpha: 1 }).dataSync()[0]).toBe(0);
  });

  it.each([
    ['teacher', golden.teacherBins, teacher],
    ['student', golden.studentBins, student],
  ] as const)("sorts the %s's samples into bins", (_, expected, network) => {
    const membership = confidenceBins(network().logits, labels(), bins).arraySync();
    const found = membership.map((row) => row.indexOf(1));
    expect(found).toEqual(expected.map((bin, index) => (bin === -1 ? -1 : (golden.labels[index] ?? 0) * bins + bin)));
    expect(membership.flat().reduce((sum, value) => sum + value, 0)).toBe(expected.filter((bin) => bin >= 0).length);
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

  describe.each([
    ['channel-mean', golden.channelMean],
    ['channel-vector', golden.channelVector],
  ] as const)('CoReD with %s', (representation: Representation, expected) => {
    it('keeps the same means per class and bin', () => {
      for (const [network, store] of [
        [teacher(), expected.teacherStore],
        [student(), expected.studentStore],
      ] as const) {
        const { means, counts } = batchStore(network, labels(), { bins, representation });
        const rows = means.arraySync();
        const found = [...counts.dataSync()].flatMap((count, pair) =>
          count > 0 ? [`${Math.floor(pair / bins)},${pair % bins}`] : [],
        );
        expect(found).toEqual(Object.keys(store));
        for (const [pair, value] of Object.entries(store)) {
          const [label = 0, bin = 0] = pair.split(',').map(Number);
          expect(worstDifference(rows[label * bins + bin] ?? [], [value].flat())).toBeLessThan(1e-6);
        }
      }
    });

    it('has the same terms, total and gradients', async () => {
      const { terms, byLogits, byFeatures, store } = await evaluate(cored, { representation });
      expect(terms.get('crossEntropy')).toBeCloseTo(golden.crossEntropy, 5);
      expect(Math.abs((terms.get('distillation') ?? NaN) - golden.distillation)).toBeLessThan(1e-4);
      expect(terms.get('representation')).toBeCloseTo(expected.representation, 6);
      expect(Math.abs((terms.get('total') ?? NaN) - expected.total)).toBeLessThan(1e-4);
      expect(worstDifference(byLogits, expected.gradStudentLogits.flat())).toBeLessThan(1e-4);
      expect(Math.hypot(...byFeatures)).toBeCloseTo(expected.gradStudentFeaturesNorm, 5);
      const first = expected.gradStudentFeaturesFirst;
      expect(worstDifference(byFeatures.slice(0, first.length), first)).toBeLessThan(1e-6);
      expect(store).toEqual({ counts: countPairs(golden.teacherBins), leftOut: 2 });
    });
  });

  it('fine-tunes on cross-entropy alone', async () => {
    const { terms, byLogits, byFeatures } = await evaluate(ft, {});
    expect([...terms.keys()]).toEqual(['total', 'crossEntropy']);
    expect(terms.get('total')).toBeCloseTo(golden.ft.total, 6);
    expect(worstDifference(byLogits, golden.ft.gradStudentLogits.flat())).toBeLessThan(1e-6);
    expect(Math.hypot(...byFeatures)).toBe(0);
  });
});

function countPairs(found: readonly number[]): number[][] {
  return [0, 1].map((label) =>
    Array.from(
      { length: bins },
      (_, bin) => found.filter((value, index) => value === bin && golden.labels[index] === label).length,
    ),
  );
}
