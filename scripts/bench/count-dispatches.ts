/** What a plain step costs before a GPU computes: its dispatches, and the time in JavaScript, on Dawn's device that computes nothing. */
import { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import * as tf from '@tensorflow/tfjs-core';
import { crossEntropyObjective } from '../../src/core/methods/cross-entropy';
import { findNetwork } from '../../src/core/networks/index';
import { initialWeights } from '../../src/core/networks/initial-weights';
import { listParameters } from '../../src/core/networks/parameter-list';
import { trainStep } from '../../src/core/training/loop/train-step';
import { disposeTensors, toTensors } from '../../src/core/weights/weight-tensors';
import { zerosLike } from './zero-weights';
import { openWebgpu } from '../../src/engine/webgpu/open-webgpu';
import type { NetworkId } from './cases';
import type { DispatchReport } from './record';
import { median } from './statistics';
import { Recordings } from '../../src/core/recording/recordings';

export interface DispatchOptions {
  readonly network: NetworkId;
  readonly batch: number;
  readonly size: number;
  readonly steps: number;
}

/** Pipelines and buffers are made in the first steps. */
const warmUpSteps = 3;

/** The device's limits are those that every device has: others bind more tensors at once, and dispatch less often. */
export async function countDispatches({ network: id, batch, size, steps }: DispatchOptions): Promise<DispatchReport> {
  await openWebgpu(null, ['backend=null']);
  const network = findNetwork(id);
  const start = initialWeights(network, { imageSize: size, seed: 1 });
  const parameters = listParameters(network, size).filter(({ isTrainable }) => isTrainable);
  const trainable = new Set(parameters.map(({ name }) => name));
  const student = toTensors(start);
  const momentum = toTensors(zerosLike(start.filter(({ name }) => trainable.has(name))));
  upload([...student.values(), ...momentum.values()]);
  const restoreBuffers = withoutMemory();
  const learner = {
    ...{ network, student, momentum, secondMoments: null, teacher: null, needsTeacherOutputs: false },
    ...{ objective: crossEntropyObjective, termIds: ['crossEntropy'], recordings: new Recordings() },
  };
  const pixels = new Float32Array(batch * size * size * 3);
  const labels = Uint8Array.from({ length: batch }, (_, index) => index % 2);
  const step = async () => {
    const began = performance.now();
    // All but the reading of the results has happened when the promise is there.
    const reading = trainStep(learner, { pixels, labels, count: batch, size }, { learningRate: 0.01, momentum: 0.9 });
    const milliseconds = performance.now() - began;
    await reading;
    return milliseconds;
  };
  for (let warm = 0; warm < warmUpSteps; warm++) await step();
  const watch = watchDispatches();
  const times: number[] = [];
  for (let done = 0; done < steps; done++) times.push(await step());
  const dispatches = watch.end() / steps;
  learner.recordings.clear();
  restoreBuffers();
  for (const tensors of [student, momentum]) disposeTensors(tensors);
  tf.removeBackend('webgpu');
  return { network: id, batch, size, steps, dispatches, medianMilliseconds: median(times) };
}

/** Counts until `end`, which gives the count. */
function watchDispatches(): { end: () => number } {
  let count = 0;
  const restore = replaced(GPUComputePassEncoder, 'dispatchWorkgroups', (stock, ...workgroups) => {
    count += 1;
    return stock(...workgroups);
  });
  return {
    end: () => {
      restore();
      return count;
    },
  };
}

function upload(tensors: readonly tf.Tensor[]): void {
  const backend = tf.backend();
  if (!(backend instanceof WebGPUBackend)) throw new TypeError('The backend "webgpu" is not the one of tfjs.');
  for (const { dataId } of tensors) backend.uploadToGPU(dataId);
}

/**
 * The device has 512 MiB: until the result is called, large buffers are small ones that claim their size, are bound as they are,
 * and take what is written into them part by part.
 */
function withoutMemory(): () => void {
  const most = 2 ** 20;
  const small = new Set<GPUBuffer>();
  const buffers = replaced(GPUDevice, 'createBuffer', (stock, wished: GPUBufferDescriptor) => {
    if (wished.mappedAtCreation === true || wished.size <= most) return stock(wished);
    const buffer = stock({ ...wished, size: most });
    if (!(buffer instanceof GPUBuffer)) throw new TypeError('The package "webgpu" gave no buffer.');
    Object.defineProperty(buffer, 'size', { value: wished.size });
    small.add(buffer);
    return buffer;
  });
  const bindings = replaced(GPUDevice, 'createBindGroup', (stock, wished: GPUBindGroupDescriptor) => {
    const entries = [...wished.entries].map(({ binding, resource }) => {
      const isSmall = 'buffer' in resource && small.has(resource.buffer);
      return { binding, resource: isSmall ? { buffer: resource.buffer } : resource };
    });
    return stock({ ...wished, entries });
  });
  const writes = replaced(GPUQueue, 'writeBuffer', (stock, buffer: GPUBuffer, at: number, values: Float32Array) => {
    const length = small.has(buffer) ? most / values.BYTES_PER_ELEMENT : values.length;
    for (let first = 0; first < values.length; first += length)
      stock(buffer, at, values.subarray(first, first + length));
  });
  return () => {
    for (const restore of [buffers, bindings, writes]) restore();
  };
}

/** Puts `made` in the place of a function of a class; the result puts the stock one back. */
function replaced<Given extends unknown[]>(
  { prototype }: { readonly prototype: object },
  name: string,
  made: (stock: (...given: unknown[]) => unknown, ...given: Given) => unknown,
): () => void {
  const stock = Reflect.get(prototype, name);
  if (typeof stock !== 'function') throw new TypeError(`The package "webgpu" has no ${name}.`);
  Reflect.set(prototype, name, function (this: unknown, ...given: Given): unknown {
    return made((...changed) => Reflect.apply(stock, this, changed), ...given);
  });
  return () => {
    Reflect.set(prototype, name, stock);
  };
}
