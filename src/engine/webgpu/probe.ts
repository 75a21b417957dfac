/** Looks for a GPU in a process of its own: a driver that crashes or hangs takes nothing with it. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import type { EngineState } from '../engine';
import { deviceLabel, deviceList, GpuDevice, isSoftware } from './gpu-device';

export interface ProbeOptions {
  /** The program that looks; it prints a `ProbeReport`. */
  readonly program: string;
  readonly timeoutMs: number;
}

const ProbeReport = z.object({ device: GpuDevice.nullable(), names: z.array(z.string()) });

/** Beside this file's bundle, one folder up from a folder of chunks, or among the sources, which Node 24 runs as they are. */
export function probeProgram(): string | null {
  const places = ['./webgpu-probe.js', '../webgpu-probe.js', './probe-process.ts'];
  const paths = places.map((place) => fileURLToPath(new URL(place, import.meta.url)));
  return paths.find((path) => existsSync(path)) ?? null;
}

/** The GPU that training would use, or why there is none. Never throws: what goes wrong is what it reports. */
export async function probe(options: ProbeOptions): Promise<EngineState> {
  const { failure, output, complaint } = await runProgram(options);
  if (failure !== null) return { available: false, detail: `${failure}${lastWords(complaint)} ${otherWay}` };
  const report = readReport(output);
  if (!report) {
    return { available: false, detail: `The search for a GPU gave no answer.${lastWords(complaint)} ${otherWay}` };
  }
  const { device, names } = report;
  if (!device) return { available: false, detail: noGpu() };
  const state = { available: true, detail: deviceLabel(device, names), devices: deviceList(device, names) };
  return isSoftware(device) ? { ...state, isSoftware: true } : state;
}

const otherWay = 'Update the driver of the GPU, or train with engine "wasm".';

export function noGpu(): string {
  return `No GPU was found through ${graphicsInterface()}. ${driverAdvice()} Engine "wasm" needs none.`;
}

function graphicsInterface(): string {
  if (process.platform === 'win32') return 'Direct3D 12';
  return process.platform === 'darwin' ? 'Metal' : 'Vulkan';
}

function driverAdvice(): string {
  if (process.platform !== 'linux') return 'If the machine has one, install its driver.';
  return 'If the machine has one, install its driver with the part for Vulkan, and the loader libvulkan.so.1 (Debian: libvulkan1).';
}

interface Ending {
  /** Null when the program ended with 0. */
  readonly failure: string | null;
  readonly output: string;
  readonly complaint: string;
}

function runProgram({ program, timeoutMs }: ProbeOptions): Promise<Ending> {
  // Inside Electron, execPath is Electron, which this variable makes a plain Node.
  const env = { ...process.env, ELECTRON_RUN_AS_NODE: '1' };
  return new Promise((resolve) => {
    const options = { env, timeout: timeoutMs, killSignal: 'SIGKILL', windowsHide: true } as const;
    execFile(process.execPath, [program], options, (error, output, complaint) => {
      resolve({ failure: error && describe(error, timeoutMs), output, complaint });
    });
  });
}

function describe(
  { code, signal, killed, message }: { code?: unknown; signal?: unknown; killed?: unknown; message: string },
  timeoutMs: number,
): string {
  if (killed === true) return `The search for a GPU had not ended after ${timeoutMs / 1000} s and was stopped.`;
  if (typeof signal === 'string') return `The search for a GPU crashed (${signal}).`;
  if (typeof code === 'number') return `The search for a GPU failed with exit code ${code}.`;
  return `The search for a GPU could not be started: ${message}.`;
}

function readReport(output: string): z.infer<typeof ProbeReport> | null {
  try {
    return ProbeReport.parse(JSON.parse(output));
  } catch {
    return null;
  }
}

/** What the program last wrote that is an error's own text. */
function lastWords(complaint: string): string {
  const lines = complaint.split('\n').map((line) => line.trim());
  const words = lines.findLast((line) => /^(\w*Error|error)\b.*: /i.test(line));
  return words === undefined ? '' : ` It said: "${words}".`;
}
