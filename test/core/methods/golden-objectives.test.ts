/** Every objective against the golden batch: values and gradients, both representations, in float32 on engine `cpu`. */
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { confidenceBins, confidences } from '../../../src/core/methods/confidence-bins';
import { cored } from '../../../src/core/methods/cored';
import { crossEntropy } from '../../../src/core/methods/cross-entropy';
import { distillation, kullbackLeibler } from '../../../src/core/methods/distillation';
import {
  batchMemory,
  pooledFeatures,
  teacherMemory,
  type Representation,
} from '../../../src/core/methods/feature-memory';
import { ft } from '../../../src/core/methods/ft';
import { kd } from '../../../src/core/methods/kd';
import type { Method } from '../../../src/core/methods/method';
import type { NetworkOutputs, ObjectiveBatch, Represent } from '../../../src/core/methods/objective';
import { distanceToStart, gate, squaredNorm, tg } from '../../../src/core/methods/tg';
import type { ParameterSpec } from '../../../src/core/networks/parameter-list';
import { openEngine } from '../../../src/engine/open-engine';
import type { Parameters } from '../../../src/shared/field';
import { objectives as golden } from './golden-objectives';
import { taskUnderTest } from './task-under-test';

/** Float32 tensors, values around 1. */
const tolerance = 1e-5;
const bins = 5;

const batch = golden.labels.length;
const labels = () =>
  tf.tensor2d(
    golden.labels.map((label) => [1 - label, label]),
    [batch, 2],
  );
const student = () => ({
  logits: tf.tensor2d(golden.studentLogits),
  features: tf.tensor4d(golden.studentFeatures),
});
const teacher = () => ({
  logits: tf.tensor2d(golden.teacherLogits),
  features: tf.tensor4d(golden.teacherFeatures),
});

/** TG's: a body of one tensor and a last layer of one; running statistics that no term may touch. */
const networkParameters: ParameterSpec[] = [
  { name: 'body', isDense: false, isTrainable: true },
  { name: 'body.running_mean', isDense: false, isTrainable: false },
  { name: 'last', isDense: true, isTrainable: true },
].map((parameter) => ({ ...parameter, shape: [1], role: 'kernel', fanIn: 1, isDepthwise: false }));

const weights = () => ({
  student: new Map<string, tf.Tensor>([
    ['body', tf.tensor1d(golden.tg.weights)],
    ['body.running_mean', tf.tensor1d([5, 5])],
    ['last', tf.tensor1d(golden.tg.lastLayer)],
  ]),
  teacher: new Map<string, tf.Tensor>([
    ['body', tf.tensor1d(golden.tg.teacherWeights)],
    ['body.running_mean', tf.tensor1d([0, 0])],
    ['last', tf.tensor1d(golden.tg.lastLayer.map((value) => value + 1))],
  ]),
});

const stage = taskUnderTest({
  networkParameters,
  // In two batches, so that the store's means are joined rightly.
  teacherPass: async (visit, { represent }) => {
    const whole = teacher();
    for (const start of [0, 7]) {
      const count = Math.min(7, batch - start);
      const logits = tf.slice(whole.logits, [start, 0], [count, 2]);
      const representation = represent(tf.slice(whole.features, start, count), new Map());
      await visit({ logits, representation }, tf.slice(labels(), [start, 0], [count, 2]));
    }
  },
});

const represented = ({ logits, features }: ReturnType<typeof student>, represent?: Represent): NetworkOutputs => ({
  logits,
  representation: represent ? represent(features, new Map()) : null,
});

interface Learnt {
  readonly terms: Readonly<Record<string, number>>;
  /** Of the student's logits and features and of TG's weights; absent where the loss does not depend on one. */
  readonly byLogits: number[];
  readonly byFeatures: number[];
  readonly byBody: number[];
  readonly byLast: number[];
  readonly byStatistics: number[];
}

/** The method's loss of the golden batch and its gradients. */
async function learn(method: Method, parameters: Parameters = {}): Promise<Learnt> {
  const objective = await method.open(parameters, null).prepare(stage);
  const values = new Map<string, number>();
  const { logits, features } = student();
  const ours = weights();
  const names = ['body', 'last', 'body.running_mean'];
  const inputs = [logits, features, ...names.map((name) => ours.student.get(name) ?? tf.scalar(NaN))];
  const loss = (...[ownLogits, ownFeatures, ...own]: tf.Tensor[]): tf.Scalar => {
    const outputs = { logits: ownLogits as tf.Tensor2D, features: ownFeatures as tf.Tensor4D };
    const batch: ObjectiveBatch = {
      labels: labels(),
      student: represented(outputs, objective.represent),
      teacher: { logits: teacher().logits, representation: null },
      keptLogits: null,
      weightsOf: () => tf.zeros([golden.labels.length]),
      shareOf: () => 0,
    };
    const ofImages = objective.terms(batch);
    const ofWeights = objective.penalty?.({
      labels: labels(),
      teacherLogits: teacher().logits,
      student: new Map(own.map((tensor, index) => [names[index] ?? '', tensor])),
      teacher: ours.teacher,
    });
    const terms = { ...ofImages, ...ofWeights };
    const total = tf.addN<tf.Scalar>(Object.values(terms));
    for (const [name, term] of Object.entries({ ...terms, total })) values.set(name, term.dataSync()[0] ?? NaN);
    return total;
  };
  // What a loss does not depend on gets no gradient from tfjs: a sum that is multiplied by 0 ties everything to it.
  const tied = (...all: tf.Tensor[]) =>
    all.reduce<tf.Scalar>((sum, tensor) => tf.add(sum, tf.mul(tf.sum(tensor), 0)), loss(...all));
  const gradients = tf.grads(tied)(inputs);
  objective.dispose?.();
  const [byLogits = [], byFeatures = [], byBody = [], byLast = [], byStatistics = []] = await Promise.all(
    gradients.map(async (gradient) => [...(await gradient.data())]),
  );
  return {
    terms: Object.fromEntries(values),
    byLogits,
    byFeatures,
    byBody,
    byLast,
    byStatistics,
  };
}

function expectClose(actual: readonly (number | undefined)[], expected: readonly number[]): void {
  expect(actual.length).toBe(expected.length);
  actual.forEach((value, index) => {
    const wanted = expected[index] ?? NaN;
    expect(Math.abs((value ?? NaN) - wanted), `value ${index}: ${value} for ${wanted}`).toBeLessThan(tolerance);
  });
}

const norm = (values: readonly number[]) => Math.hypot(...values);
const zeros = (count: number) => Array.from({ length: count }, () => 0);

beforeAll(() => openEngine('cpu'));

describe('the parts of the objectives', () => {
  it('cross-entropy, Kullback-Leibler divergence and distillation', async () => {
    const { temperature, alpha } = golden;
    const [ours, theirs] = [student().logits, teacher().logits];
    const kl = kullbackLeibler(tf.div(theirs, temperature), tf.div(ours, temperature));
    const distilled = distillation({
      studentLogits: ours,
      teacherLogits: theirs,
      labels: labels(),
      alpha,
      temperature,
    });
    const values = [crossEntropy(ours, labels()), kl, distilled].map((scalar) => scalar.dataSync()[0]);
    expectClose(values, [golden.crossEntropy, golden.kullbackLeibler, golden.distillation]);
    expect(Math.abs((values[1] ?? NaN) / golden.kullbackLeibler - 1)).toBeLessThan(1e-3);
  });

  for (const [who, outputs, expected] of [
    ['teacher', teacher, { confidence: golden.teacherConfidence, bin: golden.teacherBins }],
    ['student', student, { confidence: golden.studentConfidence, bin: golden.studentBins }],
  ] as const) {
    it(`confidences and bins of the ${who}`, async () => {
      expectClose([...(await confidences(outputs().logits, labels()).data())], expected.confidence);
      const rows = await confidenceBins(outputs().logits, labels(), bins).array();
      const found = rows.map((row, sample) => {
        const label = golden.labels[sample] ?? NaN;
        return row.slice(label * bins, (label + 1) * bins).indexOf(1);
      });
      expect(found).toEqual(expected.bin);
      const members = expected.bin.filter((bin) => bin >= 0).length;
      expect(rows.flat().reduce((sum, value) => sum + value, 0)).toBe(members);
    });
  }

  it("TG's gate, distance to the teacher's weights and norm of the last layer", () => {
    const { student: ours, teacher: theirs } = weights();
    const values = [
      crossEntropy(teacher().logits, labels()),
      gate(teacher().logits, labels()),
      distanceToStart(ours, theirs, ['body']),
      squaredNorm(ours, ['last']),
    ].map((scalar) => scalar.dataSync()[0]);
    expectClose(values, [golden.tg.teacherCrossEntropy, golden.tg.gamma, golden.tg.l2sp, golden.tg.l2LastLayer]);
  });
});

describe.each([
  ['channel-mean', golden.channelMean],
  ['channel-vector', golden.channelVector],
] as const)('the feature memory with %s', (representation: Representation, expected) => {
  const flat = (store: Readonly<Record<string, number | number[]>>, length: number) =>
    [0, 1].flatMap((label) =>
      Array.from({ length: bins }, (_, bin) => store[`${label},${bin}`] ?? zeros(length)).flat(),
    );

  const pool: Represent = (features) => pooledFeatures(features, representation);

  it("holds the teacher's means of its whole pass", async () => {
    const { memory: store, summary } = await teacherMemory(stage, { bins, representation, flips: false });
    const samples = (label: number, bin: number) =>
      golden.teacherBins.filter((found, index) => found === bin && golden.labels[index] === label).length;
    const counts = [0, 1].map((label) => Array.from({ length: bins }, (_, bin) => samples(label, bin)));
    expect(summary).toEqual({ counts, leftOut: golden.teacherBins.filter((bin) => bin === -1).length });
    expectClose([...(await store.means.data())], flat(expected.teacherStore, store.means.shape[1]));
  });

  it("holds the student's means of the batch", async () => {
    const store = batchMemory(represented(student(), pool), labels(), bins);
    expectClose([...(await store.means.data())], flat(expected.studentStore, store.means.shape[1]));
  });

  it('compares the pairs of class and bin that both have', async () => {
    const { memory: theirs } = await teacherMemory(stage, { bins, representation, flips: false });
    const ours = batchMemory(represented(student(), pool), labels(), bins);
    const [own, other] = await Promise.all([ours.counts.data(), theirs.counts.data()]);
    const shared = [...own.keys()].filter((pair) => (own[pair] ?? 0) > 0 && (other[pair] ?? 0) > 0);
    expect(shared.map((pair) => [Math.floor(pair / bins), pair % bins])).toEqual(expected.binsUsed);
  });

  it('gives CoReD its loss and gradients', async () => {
    const { alpha, temperature } = golden;
    const learnt = await learn(cored, { alpha, temperature, bins, representation });
    const { terms, byLogits, byFeatures, byBody, byLast } = learnt;
    expectClose(
      [terms['total'], terms['crossEntropy'], terms['distillation'], terms['representation']],
      [expected.total, golden.crossEntropy, golden.distillation, expected.representation],
    );
    expectClose(byLogits, expected.gradStudentLogits.flat());
    expectClose([norm(byFeatures)], [expected.gradStudentFeaturesNorm]);
    expectClose(byFeatures.slice(0, 24), expected.gradStudentFeaturesFirst);
    expect([...byBody, ...byLast].every((value) => value === 0)).toBe(true);
  });
});

describe('the loss and gradients of', () => {
  it('FT', async () => {
    const { terms, byLogits, byFeatures } = await learn(ft);
    expectClose([terms['total'], terms['crossEntropy']], [golden.ft.total, golden.crossEntropy]);
    expectClose(byLogits, golden.ft.gradStudentLogits.flat());
    expect(norm(byFeatures)).toBe(0);
  });

  it('KD', async () => {
    const { terms, byLogits, byFeatures } = await learn(kd, { alpha: golden.alpha, temperature: golden.temperature });
    expectClose([terms['total'], terms['distillation']], [golden.kd.total, golden.distillation]);
    expectClose(byLogits, golden.kd.gradStudentLogits.flat());
    expect(norm(byFeatures)).toBe(0);
  });

  it('TG', async () => {
    const { terms, byLogits, byBody, byLast, byStatistics } = await learn(tg);
    expectClose([terms['total'], terms['crossEntropy']], [golden.tg.total, golden.crossEntropy]);
    expectClose([terms['penalty']], [golden.tg.total - golden.crossEntropy]);
    expectClose(byBody, golden.tg.gradWeights);
    expectClose(byLast, golden.tg.gradLastLayer);
    expectClose(byLogits, golden.ft.gradStudentLogits.flat());
    expect(norm(byStatistics)).toBe(0);
  });
});

it.each([kd, cored])('$label ignores alpha where the recipe says so, and takes 0.5', async (method) => {
  const ignored = await learn(method, { alpha: 0.9, usesAlpha: false });
  expect(ignored.terms).toEqual((await learn(method, { alpha: 0.5 })).terms);
  expect(ignored.terms['distillation']).not.toBe((await learn(method, { alpha: 0.9 })).terms['distillation']);
});
