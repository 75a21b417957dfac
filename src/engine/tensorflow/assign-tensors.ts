/** Gives tensors the values of others; they share the memory until one of them changes. */
import * as tf from '@tensorflow/tfjs-core';
import { kernel, numberedInputs } from './kernel-inputs';
import { float32, replaceValues, runOperation } from './operations';

export const assignTensors = kernel('AssignTensors', (received) => {
  const { backend } = received;
  const pairs = numberedInputs(received, (input) => ({ target: input('target'), value: input('value') }));
  for (const { target, value } of pairs) {
    const copy = runOperation(backend, { name: 'Identity', attributes: { T: float32 }, inputs: [value] });
    replaceValues(backend, target, copy);
    tf.dispose(copy);
  }
  return [];
});
