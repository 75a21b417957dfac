/** SGD with momentum by TensorFlow's ResourceApplyMomentum, which changes weight and velocity where they are. */
import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { inputTensor, kernel, type KernelArguments } from './kernel-inputs';
import { exchangeTensor, float32, releaseTensor, runOperation, runOperationWithOutputs } from './operations';

const Attributes = z.object({ learningRate: z.number(), momentum: z.number() });
type Attributes = z.infer<typeof Attributes>;

interface Parameter {
  readonly weight: tf.Tensor;
  readonly velocity: tf.Tensor;
  readonly gradient: tf.Tensor;
}

/** TensorFlow's variables, through which every weight and velocity passes in turn. */
interface Variables {
  readonly weight: tf.Tensor;
  readonly velocity: tf.Tensor;
}

/** A kernel of its own for every backend that is opened: it holds variables there. */
export function momentumUpdate(): tf.KernelConfig {
  let variables: Variables | null = null;
  /** Tensors whose memory is TensorFlow's. That of others is the typed array of whoever made them, which stays as it is. */
  const owned = new WeakSet<object>();
  return kernel('MomentumUpdate', (received) => {
    const attributes = Attributes.parse(received.attrs);
    const parameter = {
      weight: inputTensor(received, 'weight'),
      velocity: inputTensor(received, 'velocity'),
      gradient: inputTensor(received, 'gradient'),
    };
    if (owned.has(parameter.weight.dataId) && owned.has(parameter.velocity.dataId)) {
      variables ??= makeVariables(received.backend);
      updateInPlace(received, { parameter, attributes, variables });
    } else {
      updateByReplacement(received, parameter, attributes);
      owned.add(parameter.weight.dataId);
      owned.add(parameter.velocity.dataId);
    }
    return [];
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
  { backend }: KernelArguments,
  { parameter, attributes, variables }: { parameter: Parameter; attributes: Attributes; variables: Variables },
): void {
  tf.tidy(() => {
    for (const which of ['weight', 'velocity'] as const) {
      const inputs = [variables[which], parameter[which]];
      runOperationWithOutputs(backend, { name: 'AssignVariableOp', attributes: { dtype: float32 }, inputs }, 0);
      // The variable alone holds the memory now; otherwise TensorFlow would copy it before it changes it.
      releaseTensor(backend, parameter[which]);
    }
    const [learningRate, momentum] = [tf.scalar(attributes.learningRate), tf.scalar(attributes.momentum)];
    const inputs = [variables.weight, variables.velocity, learningRate, parameter.gradient, momentum];
    runOperationWithOutputs(backend, { name: 'ResourceApplyMomentum', attributes: { T: float32 }, inputs }, 0);
    for (const which of ['weight', 'velocity'] as const) {
      const read = { name: 'ReadVariableOp', attributes: { dtype: float32 }, inputs: [variables[which]] };
      exchangeTensor(backend, parameter[which], runOperation(backend, read));
    }
  });
}

function updateByReplacement({ backend }: KernelArguments, parameter: Parameter, attributes: Attributes): void {
  tf.tidy(() => {
    const velocity = tf.add(tf.mul(parameter.velocity, attributes.momentum), parameter.gradient);
    const weight = tf.sub(parameter.weight, tf.mul(velocity, attributes.learningRate));
    releaseTensor(backend, parameter.velocity);
    exchangeTensor(backend, parameter.velocity, velocity);
    releaseTensor(backend, parameter.weight);
    exchangeTensor(backend, parameter.weight, weight);
  });
}
