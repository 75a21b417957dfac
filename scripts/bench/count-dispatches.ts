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
import { WaitWatch } from './wait-watch';

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
  const ends: (() => void)[] = [() => kernels.end()];
  try {
    await openNullDevice();
    ends.push(closeNullDevice);
    const plain = plainSteps(network, { batch, size });
    upload(plain.tensors.flatMap((tensors) => [...tensors.values()]));
    ends.push(plain.dispose, withoutMemory());
    // Around what pretends to have memory: it has to see what was asked for.
    const gpu = new GpuWatch(() => kernels.current());
    ends.push(() => gpu.end());
    const noted = async () => {
      gpu.note(true);
      await plain.step();
      gpu.note(false);
      return gpu.take();
    };
    // Of the first step: a later one may be replayed without a kernel of tfjs.
    calls.length = 0;
    const first = await noted();
    const work = kernelWork(calls, first);
    kernels.end();
    for (let warm = 1; warm < warmUpSteps; warm++) await plain.step();
    const later = await noted();
    // Watching takes time of its own.
    gpu.end();
    const waits = new WaitWatch();
    const times: number[] = [];
    for (let done = 0; done < steps; done++) {
      waits.note(true);
      const began = performance.now();
      await plain.step();
      times.push(performance.now() - began - waits.takeMilliseconds());
      waits.note(false);
    }
    waits.end();
    const least = leastWork(network, { batch, size });
    return {
      ...{ network: id, batch, size, steps, dispatches: later.length, medianMilliseconds: median(times) },
      work: { kernels: work, lastBytes: bytesOf(later), least },
    };
  } finally {
    for (const end of ends.reverse()) end();
  }
}
