/** tfjs's WebGPU backend that fails with a sentence once its device has failed, and gives the device back in the end. */
import { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { setImmediate } from 'node:timers/promises';
import { AppError } from '../../shared/errors';
import type { DeviceWatch } from './device-watch';
import type { MatrixUnits } from './matrix-units';
import type { Shader } from './shader';
import { ShaderRuns, type ShaderRun } from './shader-runs';

type Program = Parameters<WebGPUBackend['runWebGPUProgram']>;
type Values = Awaited<ReturnType<WebGPUBackend['read']>>;

export interface OpenedDevice {
  /** Dawn lives as long as this object does. */
  readonly gpu: GPU;
  readonly device: GPUDevice;
  readonly info: GPUAdapterInfo;
  readonly watch: DeviceWatch;
  /** That products are computed with; else why they are not. */
  readonly matrixUnits: MatrixUnits | string;
}

export class WatchedBackend extends WebGPUBackend {
  private readonly shaderRuns = new ShaderRuns(this);

  constructor(private readonly opened: OpenedDevice) {
    super(opened.device, opened.info);
  }

  get matrixUnits(): MatrixUnits | string {
    return this.opened.matrixUnits;
  }

  /** Every training step reads its losses: what the device reports meanwhile ends the step here. */
  override async read(dataId: object): Promise<Values> {
    const { watch } = this.opened;
    watch.check();
    try {
      const values = await super.read(dataId);
      watch.check();
      return values;
    } catch (error) {
      // The promise of a lost device settles after the reading that it breaks.
      await setImmediate();
      watch.check();
      throw new AppError('internal', 'The GPU did not give a result back. Start the run again.', { cause: error });
    }
  }

  override readSync(dataId: object): Values {
    const { values } = this.tensorMap.get(dataId);
    if (values !== null && values !== undefined) return values;
    throw new TypeError('Engine "webgpu" cannot wait for a result: read tensors with data(), not with dataSync().');
  }

  override runWebGPUProgram(...program: Program): ReturnType<WebGPUBackend['runWebGPUProgram']> {
    return this.watched(() => super.runWebGPUProgram(...program));
  }

  runShader(shader: Shader, run: ShaderRun): void {
    this.watched(() => this.shaderRuns.run(shader, run));
  }

  /** A new tensor of float32 values that nothing has been written to. */
  allocate(shape: readonly number[]): TensorInfo {
    return this.makeTensorInfo([...shape], 'float32');
  }

  private watched<Result>(run: () => Result): Result {
    const { watch } = this.opened;
    try {
      return run();
    } catch (error) {
      watch.check();
      // A buffer that is filled at once is allocated at once, and throws.
      if (error instanceof RangeError) throw watch.outOfMemory(error);
      throw error;
    }
  }

  /** `tf.removeBackend('webgpu')` comes here. */
  override dispose(): void {
    super.dispose();
    this.opened.device.destroy();
  }
}
