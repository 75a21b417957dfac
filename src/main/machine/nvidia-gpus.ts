/** NVIDIA GPUs through the driver's own command. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { GpuSample } from '../../shared/machine';

const query = 'name,utilization.gpu,memory.used,memory.total';
/** A driver that hangs is as good as none. */
const limitMs = 4000;
const mebibyte = 2 ** 20;

/** Empty where there is no nvidia-smi, or it has nothing to tell. */
export async function readNvidiaGpus(): Promise<readonly GpuSample[]> {
  try {
    const { stdout } = await promisify(execFile)(
      'nvidia-smi',
      [`--query-gpu=${query}`, '--format=csv,noheader,nounits'],
      { timeout: limitMs, killSignal: 'SIGKILL', windowsHide: true },
    );
    return parseNvidiaGpus(stdout);
  } catch (error) {
    // Not installed, no driver, or hanging: there is no GPU to show.
    if (error instanceof Error) return [];
    throw error;
  }
}

/** One line a GPU: name, percent, MiB, MiB; "[N/A]" for what the GPU does not tell. */
export function parseNvidiaGpus(csv: string): GpuSample[] {
  return csv
    .split('\n')
    .map((line) => line.split(',').map((cell) => cell.trim()))
    .filter((cells) => cells.length === query.split(',').length)
    .map(([name = '', busy, used, total]) => ({
      name,
      busyPercent: numberOf(busy),
      memoryUsedBytes: scaled(numberOf(used)),
      memoryTotalBytes: scaled(numberOf(total)),
    }));
}

function numberOf(cell = ''): number | null {
  return /^\d+(\.\d+)?$/.test(cell) ? Number(cell) : null;
}

function scaled(mebibytes: number | null): number | null {
  return mebibytes === null ? null : mebibytes * mebibyte;
}
