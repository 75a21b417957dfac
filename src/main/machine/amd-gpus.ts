/** AMD GPUs on Linux, as the kernel's amdgpu driver shows them in /sys. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { GpuSample } from '../../shared/machine';

/** Empty on other systems and where no such GPU is. `folder`: the kernel's list of graphics cards. */
export async function readAmdGpus(folder = '/sys/class/drm'): Promise<readonly GpuSample[]> {
  const cards = (await namesIn(folder)).filter((name) => /^card\d+$/.test(name)).sort();
  const samples = await Promise.all(cards.map((card) => readCard(join(folder, card, 'device'), card)));
  return samples.filter((sample) => sample !== null);
}

async function readCard(device: string, card: string): Promise<GpuSample | null> {
  const [busyPercent, memoryUsedBytes, memoryTotalBytes, name] = await Promise.all([
    readNumber(join(device, 'gpu_busy_percent')),
    readNumber(join(device, 'mem_info_vram_used')),
    readNumber(join(device, 'mem_info_vram_total')),
    readText(join(device, 'product_name')),
  ]);
  if (busyPercent === null && memoryTotalBytes === null) return null;
  return { name: name || `AMD GPU ${card}`, busyPercent, memoryUsedBytes, memoryTotalBytes };
}

async function readNumber(path: string): Promise<number | null> {
  const text = await readText(path);
  return text !== null && /^\d+$/.test(text) ? Number(text) : null;
}

/** Null where the driver does not tell: other vendors lack the file, and a sleeping GPU refuses to be read. */
async function readText(path: string): Promise<string | null> {
  try {
    return (await readFile(path, 'utf8')).trim();
  } catch (error) {
    if (error instanceof Error && 'code' in error) return null;
    throw error;
  }
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (error instanceof Error && 'code' in error) return [];
    throw error;
  }
}
