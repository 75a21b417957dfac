/** TF32: products of 32-bit numbers on NVIDIA's matrix units, which round the factors to 10 bits of fraction. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Precision } from '../../shared/recipe';
import { listDevices, type Device, type DeviceList } from './devices';
import type { Installation } from './installation';

/** What NVIDIA's libraries read when they are loaded; 0 forbids TF32 whatever a program asks them for. */
const variable = 'NVIDIA_TF32_OVERRIDE';
/** Ampere, of 2020, is the first with such units. */
const leastCapability = 8;

/** Before TensorFlow is loaded, which takes TF32 wherever it may. The recipe alone decides: results depend on it. */
export function chooseTensorFloat(precision: Precision): void {
  if (precision === 'mixed') Reflect.deleteProperty(process.env, variable);
  else process.env[variable] = '0';
}

export interface GpuQuestions {
  /** Every NVIDIA GPU. */
  list(): Promise<DeviceList>;
  /** Of a GPU: 8.6, or null where nobody says. */
  capability(gpu: Device): Promise<number | null>;
}

/** The end of a sentence that begins with the engine; null where TF32 is used, as far as can be found out. */
export async function whyNoTensorFloat(
  installation: Installation,
  device: number,
  { list, capability }: GpuQuestions = { list: listDevices, capability: askCapability },
): Promise<string | null> {
  const onProcessor = 'computes on the processor, which has no TF32';
  if (installation.kind === 'none' || !installation.usesGpu) return onProcessor;
  const { devices, problem } = await list();
  const gpu = devices[device];
  if (gpu === undefined) return problem === null ? onProcessor : null;
  const found = await capability(gpu);
  if (found === null || found >= leastCapability) return null;
  return `computes on ${gpu.name}, which has no TF32 (compute capability ${found}; it begins at ${leastCapability}.0)`;
}

/** Older drivers' nvidia-smi does not know the question. */
async function askCapability({ index }: Device): Promise<number | null> {
  const question = ['--query-gpu=compute_cap', '--format=csv,noheader', `--id=${index}`];
  try {
    const { stdout } = await promisify(execFile)('nvidia-smi', question);
    return parseCapability(stdout);
  } catch (error) {
    if (error instanceof Error) return null;
    throw error;
  }
}

/** A line like `8.6`. */
export function parseCapability(line: string): number | null {
  const found = /^\s*(\d+\.\d+)\s*$/.exec(line);
  return found?.[1] === undefined ? null : Number(found[1]);
}
