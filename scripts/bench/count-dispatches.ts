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
  restoreBuffers();
  for (const tensors of [student, momentum]) disposeTensors(tensors);
  tf.removeBackend('webgpu');
  return { network: id, batch, size, steps, dispatches, medianMilliseconds: median(times) };
}

/** Counts until `end`, which gives the count. */
function watchDispatches(): { end: () => number } {
  const { prototype } = GPUComputePassEncoder;
  const stock = Reflect.get(prototype, 'dispatchWorkgroups');
  if (typeof stock !== 'function') throw new TypeError('The package "webgpu" has no compute passes.');
  let count = 0;
  Reflect.set(prototype, 'dispatchWorkgroups', function (this: unknown, ...workgroups: unknown[]): unknown {
    count += 1;
    return Reflect.apply(stock, this, workgroups);
  });
  return {
    end: () => {
      Reflect.set(prototype, 'dispatchWorkgroups', stock);
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
 * The device has 512 MiB, and nothing is kept in them: large buffers that only it fills are small ones that claim their
 * size, until the result is called.
 */
function withoutMemory(): () => void {
  const { prototype } = GPUDevice;
  const stock = Reflect.get(prototype, 'createBuffer');
  if (typeof stock !== 'function') throw new TypeError('The package "webgpu" has no buffers.');
  const most = 2 ** 20;
  Reflect.set(prototype, 'createBuffer', function (this: unknown, wished: GPUBufferDescriptor): unknown {
    if (wished.mappedAtCreation === true || wished.size <= most) return Reflect.apply(stock, this, [wished]);
    const buffer: unknown = Reflect.apply(stock, this, [{ ...wished, size: most }]);
    if (buffer instanceof GPUBuffer) Object.defineProperty(buffer, 'size', { value: wished.size });
    return buffer;
  });
  return () => {
    Reflect.set(prototype, 'createBuffer', stock);
  };
}
