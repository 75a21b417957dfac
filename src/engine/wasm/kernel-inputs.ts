/** Typed access to what tfjs hands to a kernel: the wasm backend, its memory, tensors and convolution attributes. */
import { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';

export type KernelArguments = Parameters<tf.KernelFunc>[0];

/** The input called `name`; the engine hands tensors to kernels, which therefore may run operations on them. */
export function inputTensor({ inputs }: KernelArguments, name: string): tf.Tensor {
  const input: unknown = inputs[name];
  if (input instanceof tf.Tensor) return input;
  throw new TypeError(`The kernel's input "${name}" is not a tensor.`);
}

export function inputTensor4d(received: KernelArguments, name: string): tf.Tensor4D {
  const tensor = inputTensor(received, name);
  if (isRank4(tensor)) return tensor;
  throw new TypeError(`The kernel's input "${name}" has ${tensor.rank} dimensions instead of 4.`);
}

export function wasmBackend(backend: unknown): BackendWasm {
  if (backend instanceof BackendWasm) return backend;
  throw new TypeError('This kernel works in the memory of the wasm backend only.');
}

/** The values of a float32 tensor in the backend's memory. Memory may move: ask again after every allocation. */
export function valuesInPlace(backend: BackendWasm, tensor: tf.TensorInfo): Float32Array {
  const { memoryOffset } = backend.dataIdMap.get(tensor.dataId);
  const size = tf.util.sizeFromShape(tensor.shape);
  // Addresses over 2 GiB arrive as negative numbers.
  return new Float32Array(heap(backend), memoryOffset >>> 0, size);
}

/** The backend's whole memory; its type declarations leave it out. */
function heap({ wasm }: BackendWasm): ArrayBufferLike {
  if ('HEAPU8' in wasm && wasm.HEAPU8 instanceof Uint8Array) return wasm.HEAPU8.buffer;
  throw new TypeError('tfjs-backend-wasm no longer exposes its memory as HEAPU8.');
}

/** A new tensor with undefined values. */
export function allocate(backend: BackendWasm, shape: readonly number[]): tf.Tensor {
  return tf.engine().makeTensorFromTensorInfo(backend.makeOutput([...shape], 'float32'));
}

const side = z.number().int();
const Shape4 = z.tuple([side, side, side, side]);
const Strides = z.union([side, z.tuple([side, side])]);
const Pad = z.union([z.enum(['same', 'valid']), side, z.tuple([z.any(), z.any(), z.any(), z.any()])]);

const ConvolutionAttributes = z.object({
  strides: Strides,
  pad: z.custom<Parameters<typeof tf.backend_util.computeConv2DInfo>[4]>((value) => Pad.safeParse(value).success),
  dataFormat: z.literal('NHWC').optional(),
  dimRoundingMode: z.enum(['floor', 'round', 'ceil']).nullish(),
  dilations: Strides.nullish(),
  inputShape: Shape4.optional(),
  filterShape: Shape4.optional(),
});

export type Shape4 = z.infer<typeof Shape4>;

/** The geometry of a convolution out of a gradient kernel's attributes, NHWC. Throws for dilations. */
export function convolutionGeometry(
  attributes: unknown,
  shapes: { input?: Shape4; filter?: Shape4; isDepthwise: boolean },
): tf.backend_util.Conv2DInfo {
  const { strides, pad, dimRoundingMode, dilations, inputShape, filterShape } = ConvolutionAttributes.parse(attributes);
  const input = shapes.input ?? inputShape;
  const filter = shapes.filter ?? filterShape;
  if (!input || !filter) throw new TypeError('The gradient kernel was given no shapes.');
  if ([dilations ?? 1].flat().some((dilation) => dilation !== 1)) {
    throw new Error('Gradients of dilated convolutions are not implemented on engine "wasm".');
  }
  return tf.backend_util.computeConv2DInfo(
    input,
    filter,
    strides,
    1,
    pad,
    dimRoundingMode ?? undefined,
    shapes.isDepthwise,
  );
}

function isRank4(tensor: tf.Tensor): tensor is tf.Tensor4D {
  return tensor.rank === 4;
}
