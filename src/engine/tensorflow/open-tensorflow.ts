/** Loads TensorFlow into this process and makes it tfjs's backend. */
import * as tf from '@tensorflow/tfjs-core';
import { createRequire } from 'node:module';
import { totalmem } from 'node:os';
import { join } from 'node:path';
import { AppError } from '../../shared/errors';
import type { OpenOptions } from '../engine';
import { coreProperty } from './addon-folder';
import { processorName } from '../processor-name';
import { listDevices, visibleDevice } from './devices';
import { addonName, findInstallation, type Installation } from './installation';
import { addRecorder } from './recording/add-recorder';
import { watchMemory } from './refused-memory';
import { registerKernels } from './register-kernels';
import { chooseTensorFloat } from './tensor-float';

// Not called `require`: electron-vite's bundles declare that themselves.
const requireModule = createRequire(import.meta.url);
const backendName = 'tensorflow';

/** Devices count as `inspect` lists them; one process computes on one GPU. */
export async function openTensorflow({ device, precision = 'float32' }: OpenOptions = {}): Promise<void> {
  const isFirst = !tf.engine().backendNames().includes(backendName);
  if (isFirst) {
    const installation = findInstallation();
    if (installation.kind === 'none') throw new AppError('unavailable', installation.reason);
    const list = installation.usesGpu ? await listDevices() : { devices: [], problem: null };
    const visible = visibleDevice(device, list, processorName());
    if (visible !== null) process.env['CUDA_VISIBLE_DEVICES'] = visible;
    chooseTensorFloat(precision);
    load(installation);
    registerKernels();
  }
  tf.enableProdMode();
  if (!(await tf.setBackend(backendName))) {
    throw new AppError('unavailable', 'TensorFlow was loaded, but did not start. The log above says why.');
  }
  if (!isFirst) return;
  watchBinding(tf.backend());
  addRecorder(tf.backend());
}

function watchBinding(backend: object): void {
  const binding: unknown = Reflect.get(backend, 'binding');
  if (typeof binding !== 'object' || binding === null) throw new TypeError('The backend has no addon.');
  Reflect.set(backend, 'binding', watchMemory(binding));
}

function load(installation: Exclude<Installation, { kind: 'none' }>): void {
  chooseSettings();
  restoreRemovedFunctions();
  try {
    if (installation.kind === 'package') requireModule(installation.name);
    else loadBuilt(installation.folder);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new AppError(
      'unavailable',
      `TensorFlow does not load: ${reason} Run npm run setup:tensorflow -- --python PATH again.`,
      { cause: error },
    );
  }
}

/** tfjs-node's kernels and backend on the addon that the set-up built, in place of its own entry. */
function loadBuilt(folder: string): void {
  // The packages in that folder have no tfjs-core of their own: theirs has to be ours, or kernels and tensors do not meet.
  Reflect.set(globalThis, Symbol.for(coreProperty), requireModule('@tensorflow/tfjs-core'));
  const binding: unknown = requireModule(join(folder, addonName));
  const sources = join(folder, 'node_modules', '@tensorflow', 'tfjs-node', 'dist');
  requireModule(join(sources, 'register_all_kernels.js'));
  const module: unknown = requireModule(join(sources, 'nodejs_kernel_backend.js'));
  if (!hasBackend(module)) throw new Error(`The tfjs-node in "${folder}" has no backend.`);
  tf.registerBackend(backendName, () => new module.NodeJSKernelBackend(binding, '@tensorflow/tfjs-node'));
}

interface BackendModule {
  readonly NodeJSKernelBackend: new (binding: unknown, packageName: string) => tf.KernelBackend;
}

function hasBackend(module: unknown): module is BackendModule {
  if (typeof module !== 'object' || module === null) return false;
  return 'NodeJSKernelBackend' in module && typeof module.NodeJSKernelBackend === 'function';
}

/** tfjs-node 4.22 uses functions that Node 23 removed or warns of. */
function restoreRemovedFunctions(): void {
  const util: object = requireModule('node:util');
  Reflect.set(util, 'isNullOrUndefined', (value: unknown) => value === null || value === undefined);
  Reflect.set(util, 'isArray', Array.isArray);
}

/** What TensorFlow reads from the environment, unless the user has said otherwise. */
function chooseSettings(): void {
  // It speaks on stderr while it loads.
  process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '1';
  // It would take a GPU's whole memory.
  process.env['TF_FORCE_GPU_ALLOW_GROWTH'] ??= 'true';
  // Our kernels ask for oneDNN's one by one; all of them would be slower, and their normalisation less precise.
  process.env['TF_ENABLE_ONEDNN_OPTS'] ??= '0';
  // The C library's allocator hands large buffers back to the system and fetches them anew all the time.
  process.env['TF_CPU_ALLOCATOR_USE_BFC'] ??= 'true';
  // Past what the machine has, the system would end a process without a word.
  process.env['TF_CPU_BFC_MEM_LIMIT_IN_MB'] ??= String(Math.floor(memoryBytes() / 2 ** 20));
}

/** What other programs leave; other systems than Linux count memory as taken that they would give back at once. */
function memoryBytes(): number {
  return process.platform === 'linux' ? process.availableMemory() : totalmem();
}
