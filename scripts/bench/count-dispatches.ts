/**
 * What a plain step on engine webgpu hands to a GPU, on a device that computes nothing: its dispatches, the time in
 * JavaScript, and the work by kernels.
 */
import { findNetwork } from '../../src/core/networks/index';
import type { NetworkId } from './cases';
import { GpuWatch } from './gpu-watch';
import { watchKernelCalls, type KernelCall } from './kernel-calls';
import { leastWork } from './least-work';
import { closeNullDevice, openNullDevice, upload, withoutMemory } from './null-device';
import { plainSteps } from './plain-step';
import type { DispatchReport } from './record';
import { median } from './statistics';
import { bytesOf, kernelWork } from './step-work';

export interface DispatchOptions {
  readonly network: NetworkId;
  readonly batch: number;
  readonly size: number;
  readonly steps: number;
}

/** Pipelines and buffers are made in the first steps. */
const warmUpSteps = 3;

export async function countDispatches(options: DispatchOptions): Promise<DispatchReport> {
  const { network: id, batch, size, steps } = options;
  const network = findNetwork(id);
  const calls: KernelCall[] = [];
  const kernels = watchKernelCalls((call) => calls.push(call));
  const gpu = new GpuWatch(() => kernels.current());
  try {
    await openNullDevice();
    const plain = plainSteps(network, { batch, size });
    upload(plain.tensors.flatMap((tensors) => [...tensors.values()]));
    const restoreBuffers = withoutMemory();
    const noted = async () => {
      gpu.note(true);
      const began = performance.now();
      await plain.step();
      const milliseconds = performance.now() - began;
      gpu.note(false);
      const { dispatches, waitedMilliseconds } = gpu.take();
      return { dispatches, milliseconds: milliseconds - waitedMilliseconds };
    };
    // Of the first step: a later one may be replayed without a kernel of tfjs.
    calls.length = 0;
    const first = await noted();
    const work = kernelWork(calls, first.dispatches);
    kernels.end();
    for (let warm = 1; warm < warmUpSteps; warm++) await plain.step();
    const later: Awaited<ReturnType<typeof noted>>[] = [];
    for (let done = 0; done < steps; done++) later.push(await noted());
    restoreBuffers();
    plain.dispose();
    const dispatches = later.reduce((sum, step) => sum + step.dispatches.length, 0) / steps;
    const medianMilliseconds = median(later.map(({ milliseconds }) => milliseconds));
    const lastBytes = bytesOf(later.at(-1)?.dispatches ?? []);
    const least = leastWork(network, { batch, size });
    return {
      network: id,
      batch,
      size,
      steps,
      dispatches,
      medianMilliseconds,
      work: { kernels: work, lastBytes, least },
    };
  } finally {
    kernels.end();
    gpu.end();
    closeNullDevice();
  }
}
