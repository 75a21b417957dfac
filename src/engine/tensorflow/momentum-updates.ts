/** SGD with momentum: vectors all together, others by TensorFlow's ResourceApplyMomentum, which changes them where they are. */
import * as tf from '@tensorflow/tfjs-core';
import { inputTensor, kernel, numberedInputs } from './kernel-inputs';
import {
  exchangeTensor,
  float32,
  isRecorded,
  releaseTensor,
  replaceValues,
  runOperation,
  runOperationWithOutputs,
} from './operations';

interface Parameter {
  readonly weight: tf.Tensor;
  readonly velocity: tf.Tensor;
  readonly gradient: tf.Tensor;
}

interface Rates {
  readonly learningRate: tf.Tensor;
  readonly momentum: tf.Tensor;
}

/** TensorFlow's variables, through which every weight and velocity passes in turn. */
interface Variables {
  readonly weight: tf.Tensor;
  readonly velocity: tf.Tensor;
}

/** A kernel of its own for every backend that is opened: it holds variables there. */
export function momentumUpdates(): tf.KernelConfig {
  let variables: Variables | null = null;
  /** Tensors whose memory is TensorFlow's. That of others is the typed array of whoever made them, which stays as it is. */
  const owned = new WeakSet<object>();
  return kernel('MomentumUpdates', (received) => {
    const { backend } = received;
    const [learningRate, momentum] = tf.unstack(inputTensor(received, 'factors'));
    if (!learningRate || !momentum) throw new TypeError('MomentumUpdates needs two factors.');
    const rates = { learningRate, momentum };
    const parameters = numberedInputs<Parameter>(received, (input) => ({
      weight: input('weight'),
      velocity: input('velocity'),
      gradient: input('gradient'),
    }));
    tf.tidy(() => updateTogether(backend, parameters.filter(isVector), rates));
    for (const parameter of parameters) {
      if (isVector(parameter)) continue;
      const isOwned = owned.has(parameter.weight.dataId) && owned.has(parameter.velocity.dataId);
      if (isOwned && !isRecorded(backend)) {
        variables ??= makeVariables(backend);
        updateInPlace(backend, { parameter, rates, variables });
        continue;
      }
      updateByReplacement(backend, parameter, rates);
      if (isRecorded(backend)) continue;
      owned.add(parameter.weight.dataId);
      owned.add(parameter.velocity.dataId);
    }
    tf.dispose(rates);
    return [];
  });
}

/** Scales, shifts and biases: most of a network's weights in number, and next to nothing in size. */
function isVector({ weight }: Parameter): boolean {
  return weight.rank === 1;
}

/** As one long vector: calling an operation takes longer than computing such a small one. */
function updateTogether(backend: unknown, parameters: readonly Parameter[], rates: Rates): void {
  if (parameters.length === 0) return;
  const joined = (which: keyof Parameter) => tf.concat(parameters.map((parameter) => parameter[which]));
  const velocity = tf.add(tf.mul(joined('velocity'), rates.momentum), joined('gradient'));
  const weight = tf.sub(joined('weight'), tf.mul(velocity, rates.learningRate));
  const sizes = parameters.map((parameter) => parameter.weight.size);
  const [weights, velocities] = [tf.split(weight, sizes), tf.split(velocity, sizes)];
  parameters.forEach((parameter, index) => {
    const [newWeight, newVelocity] = [weights[index], velocities[index]];
    if (!newWeight || !newVelocity) throw new Error('TensorFlow split a vector into too few parts.');
    replaceValues(backend, parameter.weight, newWeight);
    replaceValues(backend, parameter.velocity, newVelocity);
  });
}

function makeVariables(backend: unknown): Variables {
  const make = (name: string) =>
    tf.keep(
      runOperation(backend, {
        name: 'VarHandleOp',
        // Assigning does not look at the shape.
        attributes: { dtype: float32, shape: { shape: [] }, shared_name: { text: name }, container: { text: '' } },
        inputs: [],
      }),
    );
  return { weight: make('cored-weight'), velocity: make('cored-velocity') };
}

/** v = momentum v + gradient; w = w - learning rate v. */
function updateInPlace(
  backend: unknown,
  { parameter, rates, variables }: { parameter: Parameter; rates: Rates; variables: Variables },
): void {
  for (const which of ['weight', 'velocity'] as const) {
    const inputs = [variables[which], parameter[which]];
    runOperationWithOutputs(backend, { name: 'AssignVariableOp', attributes: { dtype: float32 }, inputs }, 0);
    // The variable alone holds the memory now; otherwise TensorFlow would copy it before it changes it.
    releaseTensor(backend, parameter[which]);
  }
  const inputs = [variables.weight, variables.velocity, rates.learningRate, parameter.gradient, rates.momentum];
  runOperationWithOutputs(backend, { name: 'ResourceApplyMomentum', attributes: { T: float32 }, inputs }, 0);
  tf.tidy(() => {
    for (const which of ['weight', 'velocity'] as const) {
      const read = { name: 'ReadVariableOp', attributes: { dtype: float32 }, inputs: [variables[which]] };
      exchangeTensor(backend, parameter[which], runOperation(backend, read));
    }
  });
}

function updateByReplacement(backend: unknown, parameter: Parameter, rates: Rates): void {
  tf.tidy(() => {
    const velocity = tf.add(tf.mul(parameter.velocity, rates.momentum), parameter.gradient);
    const weight = tf.sub(parameter.weight, tf.mul(velocity, rates.learningRate));
    replaceValues(backend, parameter.velocity, velocity);
    replaceValues(backend, parameter.weight, weight);
  });
}
