/**
 * SI, synaptic intelligence (Zenke et al., 2017): how much each weight's way lowered the loss says how firmly it is held.
 *
 *     loss = CE + c sum Omega (w - w*)^2          w*: the weights that the task began with
 *     omega = sum over the task's updates of -(dCE / dw) (change of w)
 *     after a task: Omega += max(0, omega) / ((w - w*)^2 + xi)
 *
 * Paper: this, with omega as the path integral of the gradient. Code (mammoth `si`): gradients clipped to [-1, 1], which is
 * taken over, and a shortcut that is not: omega as learning rate times the squared gradient of the whole loss, unclamped,
 * which is the paper's only for SGD without momentum. What is kept of a task is its best epoch, so the way ends there.
 */
import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import type { TensorMap } from '../weights/tensor-map';
import { crossEntropyObjective } from './cross-entropy';
import { crossEntropyTerm, penaltyTerm, plainFirstStage } from './loss-terms';
import { defineMethod } from './method';
import { dropTensors, keepTensor, tensorsOf, type MethodState } from './state';
import { importancePenalty } from './weight-penalty';

/** Of the state's tensors, by weight: w*, omega so far, omega at the best epoch, Omega. */
const kept = { start: 'start/', path: 'path/', best: 'best/', importance: 'importance/' } as const;

/** Of each element of a gradient. */
const largestGradient = 1;

export const si = defineMethod({
  id: 'si',
  label: 'SI',
  colour: 'pink',
  summary: 'Cross-entropy, and each weight held as firmly as its way through earlier tasks lowered their loss.',
  parameters: z.object({
    siC: z.number().min(0).max(1e9).default(1).meta({
      label: 'SI c',
      description: 'Weight of the penalty on weights that move away from where the task before has left them.',
      source: "mammoth's code: 1 on Rotated MNIST, 0.5 on CIFAR-10.",
    }),
    siXi: z.number().min(1e-9).max(1e9).default(1).meta({
      label: 'SI xi',
      description: 'Added to the squared distance that a weight has gone, so that short ways do not count too much.',
      source: "mammoth's code: 1. Paper: 0.1, 0.001.",
    }),
  }),
  terms: [crossEntropyTerm, penaltyTerm],
  lossHint: plainFirstStage,
  // The four of the state, and the weights before an update.
  needs: { weightCopies: 5 },
  async beforeTask(_, task, state) {
    for (const { name, isTrainable } of task.networkParameters) {
      const weight = task.weights.get(name);
      if (!weight || !isTrainable) continue;
      // Engines update weights in place: a clone would move with them.
      keepTensor(state, `${kept.start}${name}`, tf.add(weight, 0));
      keepTensor(state, `${kept.path}${name}`, tf.zerosLike(weight));
    }
  },
  async prepare({ siC }, _, state) {
    const [start, importance] = [tensorsOf(state, kept.start), tensorsOf(state, kept.importance)];
    return {
      ...crossEntropyObjective,
      ...(importance.size > 0 && {
        penalty: ({ student }: { student: TensorMap }) => ({
          penalty: tf.mul<tf.Scalar>(importancePenalty(student, start, importance), siC),
        }),
      }),
      changeGradients: (gradients) =>
        new Map([...gradients].map(([name, one]) => [name, tf.clipByValue(one, -largestGradient, largestGradient)])),
      afterUpdate({ gradients, before, after }) {
        for (const [name, path] of tensorsOf(state, kept.path)) {
          const [gradient, from, to] = [gradients.get(name), before.get(name), after.get(name)];
          if (!gradient || !from || !to) throw new Error(`The update has nothing of "${name}".`);
          keepTensor(state, `${kept.path}${name}`, tf.sub(path, tf.mul(gradient, tf.sub(to, from))));
        }
      },
      afterEpoch({ isBest }) {
        if (!isBest) return;
        for (const [name, path] of tensorsOf(state, kept.path))
          keepTensor(state, `${kept.best}${name}`, tf.clone(path));
      },
    };
  },
  async afterTask({ siXi }, task, state) {
    for (const [name, way] of tensorsOf(state, kept.best))
      keepImportance(state, { name, way, xi: siXi, weights: task.weights });
    for (const part of [kept.start, kept.path, kept.best]) dropTensors(state, part);
  },
});

function keepImportance(
  state: MethodState,
  { name, way, xi, weights }: { name: string; way: tf.Tensor; xi: number; weights: TensorMap },
): void {
  const [start, weight] = [state.tensors.get(`${kept.start}${name}`), weights.get(name)];
  if (!start || !weight) throw new Error(`There is no weight "${name}" to hold.`);
  const before = state.tensors.get(`${kept.importance}${name}`);
  const importance = tf.tidy(() => {
    const more = tf.div(tf.relu(way), tf.add(tf.squaredDifference(weight, start), xi));
    return before ? tf.add(before, more) : more;
  });
  keepTensor(state, `${kept.importance}${name}`, importance);
}
