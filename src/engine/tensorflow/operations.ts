/** Runs TensorFlow's own operations, by their TensorFlow names, on tfjs tensors of the backend `tensorflow`. */
import type * as tf from '@tensorflow/tfjs-core';

export interface Operation {
  /** As TensorFlow's registry calls it, e.g. `FusedBatchNormV3`. */
  readonly name: string;
  readonly attributes: Readonly<Record<string, Attribute>>;
  /** In TensorFlow's order. */
  readonly inputs: readonly tf.TensorInfo[];
}

/** Whole numbers, as a list, alone or as a shape; a real number; text; a truth value; the type of float32 tensors. */
export type Attribute =
  | { readonly ints: readonly number[] }
  | { readonly int: number }
  | { readonly shape: readonly number[] }
  | { readonly real: number }
  | { readonly text: string }
  | { readonly flag: boolean }
  | typeof float32;

export const float32 = { type: 'float32' } as const;

/** The one output of `operation`; tfjs owns it (tidy disposes it). */
export function runOperation(backend: unknown, operation: Operation): tf.Tensor {
  const [output] = runOperationWithOutputs(backend, operation, 1);
  if (!output) throw new Error(`TensorFlow's operation ${operation.name} gave no output.`);
  return output;
}

/** Every output of `operation`, which has `outputs` of them. */
export function runOperationWithOutputs(backend: unknown, operation: Operation, outputs: number): tf.Tensor[] {
  const tensorflow = tensorflowBackend(backend);
  const { name, attributes, inputs } = operation;
  const described = Object.entries(attributes).map(([attribute, value]) => ({
    name: attribute,
    ...encode(value, tensorflow.binding),
  }));
  return tensorflow.executeMultipleOutputs(name, described, inputs, outputs);
}

/** Computes without its operations becoming part of a recording that is being made. */
export function unrecorded<Result>(backend: unknown, compute: () => Result): Result {
  const pause: unknown = Reflect.get(tensorflowBackend(backend).binding, 'pauseRecording');
  if (typeof pause !== 'function') return compute();
  const resume: unknown = Reflect.apply(pause, null, []);
  try {
    return compute();
  } finally {
    if (typeof resume === 'function') Reflect.apply(resume, null, []);
  }
}

/** Whether the operations become part of a recording, which sees none of their values. */
export function isRecorded(backend: unknown): boolean {
  return Reflect.has(tensorflowBackend(backend).binding, 'pauseRecording');
}

/** Whether TensorFlow computes on a GPU. */
export function usesGpu(backend: unknown): boolean {
  return tensorflowBackend(backend).isUsingGpuDevice;
}

/** Frees TensorFlow's memory behind `tensor`, which has no value until `exchangeTensor` gives it one. */
export function releaseTensor(backend: unknown, tensor: tf.TensorInfo): void {
  const tensorflow = tensorflowBackend(backend);
  const { binding, tensorMap } = tensorflow;
  // A recording has to know of every tensor that it changes, also of those that it does not read.
  if (isRecorded(backend)) tensorflow.getInputTensorIds([tensor]);
  const entry = tensorMap.get(tensor.dataId);
  if (entry.id >= 0) binding.deleteTensor(entry.id);
  entry.id = noTensor;
  entry.values = null;
}

/** Gives the released `tensor` the memory of `source`, which has none afterwards. */
export function exchangeTensor(backend: unknown, tensor: tf.TensorInfo, source: tf.TensorInfo): void {
  const { tensorMap } = tensorflowBackend(backend);
  const from = tensorMap.get(source.dataId);
  tensorMap.get(tensor.dataId).id = from.id;
  from.id = noTensor;
}

/** Gives `tensor` the memory of `source`, which has none afterwards. */
export function replaceValues(backend: unknown, tensor: tf.TensorInfo, source: tf.TensorInfo): void {
  releaseTensor(backend, tensor);
  exchangeTensor(backend, tensor, source);
}

/** What tfjs-node's table of tensors says of one that is not in TensorFlow. */
const noTensor = -1;

/** What we use of tfjs-node's NodeJSKernelBackend (its package may be absent, and with it its types). */
interface TensorflowBackend {
  readonly isUsingGpuDevice: boolean;
  readonly binding: Binding;
  readonly tensorMap: { get(dataId: object): TensorEntry };
  getInputTensorIds(tensors: readonly tf.TensorInfo[]): number[];
  executeMultipleOutputs(
    name: string,
    attributes: readonly EncodedAttribute[],
    inputs: readonly tf.TensorInfo[],
    outputs: number,
  ): tf.Tensor[];
}

interface TensorEntry {
  /** TensorFlow's, or -1. */
  id: number;
  /** Until the first operation on it: values that TensorFlow has not seen. */
  values: unknown;
}

/** The addon's numbers for kinds of attributes and types of values. */
interface Binding extends Readonly<Record<(typeof numbersOfBinding)[number], number>> {
  deleteTensor(id: number): void;
}

const numbersOfBinding = [
  'TF_ATTR_INT',
  'TF_ATTR_FLOAT',
  'TF_ATTR_STRING',
  'TF_ATTR_BOOL',
  'TF_ATTR_TYPE',
  'TF_ATTR_SHAPE',
  'TF_FLOAT',
] as const;

interface EncodedAttribute {
  readonly name: string;
  readonly type: number;
  readonly value: readonly number[] | number | string | boolean;
}

function encode(attribute: Attribute, binding: Binding): Omit<EncodedAttribute, 'name'> {
  if ('ints' in attribute) return { type: binding.TF_ATTR_INT, value: attribute.ints };
  if ('int' in attribute) return { type: binding.TF_ATTR_INT, value: attribute.int };
  if ('shape' in attribute) return { type: binding.TF_ATTR_SHAPE, value: attribute.shape };
  if ('real' in attribute) return { type: binding.TF_ATTR_FLOAT, value: attribute.real };
  if ('text' in attribute) return { type: binding.TF_ATTR_STRING, value: attribute.text };
  if ('flag' in attribute) return { type: binding.TF_ATTR_BOOL, value: attribute.flag };
  return { type: binding.TF_ATTR_TYPE, value: binding.TF_FLOAT };
}

function tensorflowBackend(backend: unknown): TensorflowBackend {
  if (isTensorflowBackend(backend)) return backend;
  throw new TypeError('This kernel runs on the backend of @tensorflow/tfjs-node only.');
}

function isTensorflowBackend(backend: unknown): backend is TensorflowBackend {
  if (typeof backend !== 'object' || backend === null) return false;
  if (!('executeMultipleOutputs' in backend) || typeof backend.executeMultipleOutputs !== 'function') return false;
  if (!('getInputTensorIds' in backend) || typeof backend.getInputTensorIds !== 'function') return false;
  if (!('tensorMap' in backend) || !('isUsingGpuDevice' in backend)) return false;
  const binding = 'binding' in backend ? backend.binding : null;
  if (typeof binding !== 'object' || binding === null) return false;
  return numbersOfBinding.every((name) => typeof Reflect.get(binding, name) === 'number');
}
