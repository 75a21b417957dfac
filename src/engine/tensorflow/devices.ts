/** The GPUs that TensorFlow can use, asked of NVIDIA's own tool: TensorFlow itself is not loaded for it. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { AppError } from '../../shared/errors';

export interface Device {
  /** As CUDA_VISIBLE_DEVICES counts. */
  readonly index: number;
  readonly name: string;
}

export interface DeviceList {
  readonly devices: readonly Device[];
  /** Why there are none, where that is not simply so. */
  readonly problem: string | null;
}

/** Every NVIDIA GPU; none where nvidia-smi is not installed. */
export async function listDevices(): Promise<DeviceList> {
  try {
    const { stdout } = await promisify(execFile)('nvidia-smi', ['--query-gpu=index,name', '--format=csv,noheader']);
    return { devices: parseDevices(stdout), problem: null };
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return { devices: [], problem: null };
    const reason = error instanceof Error ? error.message.trim() : String(error);
    return { devices: [], problem: `nvidia-smi cannot tell which GPUs there are: ${reason}` };
  }
}

/** Lines like `0, NVIDIA H100 80GB HBM3`. */
export function parseDevices(lines: string): Device[] {
  return lines.split('\n').flatMap((line) => {
    const found = /^\s*(\d+)\s*,\s*(.+?)\s*$/.exec(line);
    return found?.[1] !== undefined && found[2] !== undefined ? [{ index: Number(found[1]), name: found[2] }] : [];
  });
}

/**
 * What CUDA_VISIBLE_DEVICES has to be for device number `wanted` of `list` alone; null to leave it as it is.
 * Throws AppError('bad-input') that names the devices there are: CUDA would compute on the processor without a word.
 */
export function visibleDevice(
  wanted: number | undefined,
  { devices, problem }: DeviceList,
  processor: string,
): string | null {
  if (wanted === undefined) return null;
  const device = devices[wanted];
  if (device) return String(device.index);
  if (wanted === 0 && devices.length === 0) return null;
  const names = devices.length === 0 ? [processor] : devices.map(({ name }) => name);
  const there = names.map((name, index) => `${index} (${name})`).join(', ');
  const why = problem === null ? '' : ` ${problem}`;
  throw new AppError('bad-input', `Engine "tensorflow" has no device ${wanted}. It has ${there}.${why}`);
}
