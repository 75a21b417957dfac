/** The memory of the GPU that an engine computes on, which WebGPU does not tell: its driver's, found by the device's name. */
import type { GpuSample } from '../../shared/machine';
import type { EngineId } from '../../shared/recipe';
import { readAmdGpus } from './amd-gpus';
import { readNvidiaGpus } from './nvidia-gpus';

export interface GpuReaders {
  readonly nvidia: () => Promise<readonly GpuSample[]>;
  readonly amd: () => Promise<readonly GpuSample[]>;
}

/** Graphics inside a processor have less of their own, and compute in the machine's. */
const leastOfCard = 2 * 2 ** 30;

/** Bytes; null where nothing is known. `device`: as the engine names it, "NVIDIA RTX A6000 (nvidia ampere; ...)". */
export async function deviceMemory(
  { engine, device }: { readonly engine: EngineId; readonly device: string },
  { nvidia, amd }: GpuReaders = { nvidia: readNvidiaGpus, amd: readAmdGpus },
): Promise<number | null> {
  if (engine !== 'webgpu' && engine !== 'tensorflow') return null;
  const ofNvidia = (await nvidia()).filter(({ name }) => device.includes(name));
  const isAmd = engine === 'webgpu' && /\b(amd|radeon)\b/i.test(device);
  const totals = [...ofNvidia, ...(isAmd ? called(device, await amd()) : [])]
    .map(({ memoryTotalBytes }) => memoryTotalBytes ?? 0)
    .sort((left, right) => left - right);
  const [smallest = 0] = totals;
  return smallest >= leastOfCard ? smallest : null;
}

/** The kernel does not name every AMD card; a single one needs no name. */
function called(device: string, gpus: readonly GpuSample[]): readonly GpuSample[] {
  const named = gpus.filter(({ name }) => device.includes(name));
  return named.length === 0 && gpus.length === 1 ? gpus : named;
}
