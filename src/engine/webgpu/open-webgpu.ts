/** The engine `webgpu`: a device of Dawn's behind tfjs-backend-webgpu, with training kernels of our own. */
import * as tf from '@tensorflow/tfjs-core';
// Before navigator.gpu is there: otherwise it registers a backend of its own.
import '@tensorflow/tfjs-backend-webgpu';
import { create, globals } from 'webgpu';
import { AppError } from '../../shared/errors';
import type { Precision } from '../../shared/recipe';
import { DeviceWatch } from './device-watch';
import { deviceLabel, GpuDevice, isCalled, isSoftware } from './gpu-device';
import { registerKernels } from './kernels';
import { hasRoom, ofTiles } from './kernels/product';
import { findMatrixUnits, matrixUnitFeatures, matrixUnitFlags } from './matrix-units';
import { measureTiles, usualLargeTiles } from './measure-tiles';
import { noGpu } from './probe';
import { largeTile } from './shaders/tiled-product';
import { WatchedBackend, type OpenedDevice } from './watched-backend';

/**
 * `name`: as a driver writes it; null for the fastest that Dawn knows. `flags`: Dawn's own, for measurements. A second call
 * keeps the device, and its precision.
 */
export async function openWebgpu(
  name: string | null = null,
  flags: readonly string[] = [],
  precision: Precision = 'float32',
): Promise<void> {
  tf.enableProdMode();
  if (!tf.findBackendFactory('webgpu')) {
    const opened = await openDevice(name, flags, precision);
    const backend = withNavigatorGpu(opened.gpu, () => new WatchedBackend(opened));
    tf.registerBackend('webgpu', () => backend);
    registerKernels();
  }
  if (!(await tf.setBackend('webgpu'))) throw new AppError('unavailable', 'tfjs could not start its webgpu backend.');
}

/** The end of a sentence that begins with the engine; null where products are computed by matrix units. */
export function whyNotMixed(): string | null {
  const backend = tf.backend();
  if (!(backend instanceof WatchedBackend)) throw new TypeError('Engine "webgpu" is not open.');
  const { matrixUnits } = backend;
  return typeof matrixUnits === 'string' ? matrixUnits : null;
}

/** Bytes that one buffer has, and one binding of it, on the device that was opened. */
export function largestTensor(): number {
  const backend = tf.findBackend('webgpu');
  if (!(backend instanceof WatchedBackend)) throw new TypeError('Engine "webgpu" has not been opened.');
  const { maxBufferSize, maxStorageBufferBindingSize } = backend.device.limits;
  return Math.min(maxBufferSize, maxStorageBufferBindingSize);
}

async function openDevice(
  wished: string | null,
  flags: readonly string[],
  precision: Precision,
): Promise<OpenedDevice> {
  // GPUBuffer and its like, which the backend expects as global names.
  Object.assign(globalThis, globals);
  const isMixed = precision === 'mixed';
  const gpu = create([
    ...flags,
    ...(isMixed ? matrixUnitFlags : []),
    ...(wished === null ? [] : [`adapter=${wished}`]),
  ]);
  const adapter = await requestAdapter(gpu, wished);
  const { info } = adapter;
  const facts = GpuDevice.parse(info);
  const name = deviceLabel(facts, []);
  // Dawn takes the first device whose name begins like the wished one.
  if (wished !== null && !isCalled(facts, wished)) throw noSuchDevice(wished, `Dawn opens "${name}" in its place.`);
  const matrixUnits = isMixed ? findMatrixUnits(adapter) : 'computes with 32-bit factors, as it was opened';
  const requiredFeatures = typeof matrixUnits === 'string' ? [] : [...matrixUnitFeatures];
  const notStarting = (cause: unknown): never => {
    const message = `The GPU "${name}" was found and does not start. Update its driver, or train with engine "wasm".`;
    throw new AppError('unavailable', message, { cause });
  };
  const wishes = { requiredLimits: trainingLimits(adapter.limits), requiredFeatures };
  const device = await adapter.requestDevice(wishes).catch(notStarting);
  const watch = new DeviceWatch(device, name);
  const isMeasured = !isSoftware(facts) && hasRoom(largeTile, ofTiles(device.limits));
  const largeTilesFrom = isMeasured ? await measureTiles(device).catch(notStarting) : usualLargeTiles;
  return { gpu, device, info, watch, largeTilesFrom, matrixUnits };
}

async function requestAdapter(gpu: GPU, wished: string | null): Promise<GPUAdapter> {
  const options = { powerPreference: 'high-performance' } as const;
  const adapter = await gpu.requestAdapter(options).catch((cause: unknown) => {
    throw noSuchDevice(wished ?? 'any', cause instanceof Error ? cause.message : String(cause), cause);
  });
  if (adapter) return adapter;
  throw new AppError('unavailable', `Engine "webgpu" cannot be used. ${noGpu()}`);
}

function noSuchDevice(wished: string, reason: string, cause?: unknown): AppError {
  return new AppError('unavailable', `Engine "webgpu" cannot open the device "${wished}". ${reason}`, { cause });
}

/** As much as the device has of what tfjs's kernels and large tensors need; the defaults are far lower. */
function trainingLimits(limits: GPUSupportedLimits): Record<string, number> {
  const {
    maxBufferSize,
    maxStorageBufferBindingSize,
    maxComputeWorkgroupStorageSize,
    maxComputeWorkgroupsPerDimension,
    maxComputeWorkgroupSizeX,
    maxComputeInvocationsPerWorkgroup,
    maxStorageBuffersPerShaderStage,
  } = limits;
  return {
    maxBufferSize,
    maxStorageBufferBindingSize,
    maxComputeWorkgroupStorageSize,
    maxComputeWorkgroupsPerDimension,
    maxComputeWorkgroupSizeX,
    maxComputeInvocationsPerWorkgroup,
    maxStorageBuffersPerShaderStage,
  };
}

/** The backend asks for navigator.gpu when it is made and never again; a global that stays would keep Node from ending. */
function withNavigatorGpu<Value>(gpu: GPU, make: () => Value): Value {
  const { navigator } = globalThis;
  Object.defineProperty(navigator, 'gpu', { value: gpu, configurable: true });
  try {
    return make();
  } finally {
    Reflect.deleteProperty(navigator, 'gpu');
  }
}
