/** What recording uses of tfjs-node's backend and addon, which keep it to themselves. */

import type * as tf from '@tensorflow/tfjs-core';

/** The addon. Tensors are TensorFlow's numbers for them. */
export interface Addon {
  executeOp(name: string, attributes: readonly AddonAttribute[], inputs: readonly number[], outputs: number): Output[];
  createTensor(shape: readonly number[], type: number, values: ArrayBufferView): number;
  deleteTensor(id: number): void;
  tensorDataSync(id: number): unknown;
}

/** With what `npm run setup:tensorflow` adds (scripts/tensorflow/recorded-functions.cc). */
export interface RecordingAddon extends Addon {
  /** `graph`: bytes of a GraphDef; inputs and outputs are the first outputs of nodes of it. */
  addFunction(name: string, graph: Uint8Array, inputs: readonly string[], outputs: readonly string[]): void;
  removeFunction(name: string): void;
}

export interface AddonAttribute {
  readonly name: string;
  /** TF_ATTR_STRING and so on. */
  readonly type: number;
  readonly value: unknown;
}

export interface Output {
  readonly id: number;
  readonly shape: readonly number[];
  readonly dtype: number;
}

interface Entry {
  shape: readonly number[];
  /** TensorFlow's number of the type. */
  dtype: number;
  /** -1 while TensorFlow has not seen it. */
  id: number;
  values: unknown;
}

export interface NodeBackend<Binding extends Addon = Addon> extends tf.KernelBackend {
  binding: Binding;
  readonly tensorMap: { get(dataId: object): Entry; has(dataId: object): boolean };
  getInputTensorIds(tensors: readonly { dataId: object }[]): number[];
  createOutputTensor(output: Output): tf.Tensor;
}

const functionsOfAddon = ['executeOp', 'createTensor', 'deleteTensor', 'tensorDataSync'] as const;

export function isAddon(value: unknown): value is Addon {
  if (typeof value !== 'object' || value === null) return false;
  return functionsOfAddon.every((name) => typeof Reflect.get(value, name) === 'function');
}

export function isNodeBackend(backend: tf.KernelBackend): backend is NodeBackend {
  const functions = ['getInputTensorIds', 'createOutputTensor'];
  if (functions.some((name) => typeof Reflect.get(backend, name) !== 'function')) return false;
  return isAddon(Reflect.get(backend, 'binding')) && typeof Reflect.get(backend, 'tensorMap') === 'object';
}

export function canRecord(backend: NodeBackend): backend is NodeBackend<RecordingAddon> {
  return ['addFunction', 'removeFunction'].every((name) => typeof Reflect.get(backend.binding, name) === 'function');
}
