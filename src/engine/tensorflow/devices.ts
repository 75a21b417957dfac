/** The GPUs that TensorFlow can use, asked of NVIDIA's own tool: TensorFlow itself is not loaded for it. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { AppError } from '../../shared/errors';

export interface TensorflowDevice {
  /** As CUDA_VISIBLE_DEVICES counts. */
  readonly index: number;
  readonly name: string;
}

/** Every NVIDIA GPU; none where nvidia-smi is not installed. Throws AppError('unavailable') when it fails. */
export async function listTensorflowDevices(): Promise<TensorflowDevice[]> {
  try {
    const { stdout } = await promisify(execFile)('nvidia-smi', ['--query-gpu=index,name', '--format=csv,noheader']);
    return parseDevices(stdout);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    const reason = error instanceof Error ? error.message.trim() : String(error);
    throw new AppError('unavailable', `nvidia-smi cannot tell which GPUs there are: ${reason}`, { cause: error });
  }
}

/** Lines like `0, NVIDIA H100 80GB HBM3`. */
export function parseDevices(lines: string): TensorflowDevice[] {
  return lines.split('\n').flatMap((line) => {
    const found = /^\s*(\d+)\s*,\s*(.+?)\s*$/.exec(line);
    return found?.[1] !== undefined && found[2] !== undefined ? [{ index: Number(found[1]), name: found[2] }] : [];
  });
}

/**
 * Throws AppError('bad-input') that names the GPUs there are when CUDA_VISIBLE_DEVICES asks for one that does not exist:
 * CUDA would compute on the processor without a word.
 */
export async function refuseMissingDevices(
  environment: NodeJS.ProcessEnv = process.env,
  list: () => Promise<readonly TensorflowDevice[]> = listTensorflowDevices,
): Promise<void> {
  const wanted = (environment['CUDA_VISIBLE_DEVICES'] ?? '').split(',').map((part) => part.trim());
  // -1 and the empty text mean "none"; names like GPU-8932f937 are CUDA's own business.
  const indices = wanted.filter((part) => /^\d+$/.test(part)).map(Number);
  if (indices.length === 0) return;
  const devices = await list();
  const missing = indices.find((index) => !devices.some((device) => device.index === index));
  if (missing === undefined) return;
  const known = devices.map(({ index, name }) => `${index} (${name})`).join(', ');
  const there = known ? `There are: ${known}.` : 'This machine has no NVIDIA GPU that nvidia-smi knows.';
  throw new AppError('bad-input', `CUDA_VISIBLE_DEVICES asks for GPU ${missing}, which is not there. ${there}`);
}
