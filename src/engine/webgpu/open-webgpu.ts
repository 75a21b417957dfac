/** The engine `webgpu`: a device of Dawn's behind stock tfjs-backend-webgpu, with one kernel corrected. */
import * as tf from '@tensorflow/tfjs-core';
// Before navigator.gpu is there: otherwise it registers a backend of its own.
import '@tensorflow/tfjs-backend-webgpu';
import { create, globals } from 'webgpu';
import { AppError } from '../../shared/errors';
import { DeviceWatch } from './device-watch';
import { GpuDevice, deviceLabel } from './gpu-device';
import { maxPoolGradient } from './max-pool-gradient';
import { noGpu } from './probe';
import { WatchedBackend, type OpenedDevice } from './watched-backend';

export async function openWebgpu(): Promise<void> {
  tf.enableProdMode();
  if (!tf.findBackendFactory('webgpu')) {
    const opened = await openDevice();
    const backend = withNavigatorGpu(opened.gpu, () => new WatchedBackend(opened));
    tf.registerBackend('webgpu', () => backend);
    tf.unregisterKernel(maxPoolGradient.kernelName, 'webgpu');
    tf.registerKernel(maxPoolGradient);
  }
  if (!(await tf.setBackend('webgpu'))) throw new AppError('unavailable', 'tfjs could not start its webgpu backend.');
}

async function openDevice(): Promise<OpenedDevice> {
  // GPUBuffer and its like, which the backend expects as global names.
  Object.assign(globalThis, globals);
  const gpu = create([]);
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
  if (!adapter) throw new AppError('unavailable', `Engine "webgpu" cannot be used. ${noGpu()}`);
  const { info } = adapter;
  const name = deviceLabel(GpuDevice.parse(info), []);
  const device = await adapter.requestDevice({ requiredLimits: trainingLimits(adapter.limits) }).catch((cause) => {
    const message = `The GPU "${name}" was found and does not start. Update its driver, or train with engine "wasm".`;
    throw new AppError('unavailable', message, { cause });
  });
  return { gpu, device, info, watch: new DeviceWatch(device, name) };
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
  } = limits;
  return {
    maxBufferSize,
    maxStorageBufferBindingSize,
    maxComputeWorkgroupStorageSize,
    maxComputeWorkgroupsPerDimension,
    maxComputeWorkgroupSizeX,
    maxComputeInvocationsPerWorkgroup,
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
