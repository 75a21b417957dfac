/** tfjs's WebGPU backend that fails with a sentence once its device has failed, and gives the device back in the end. */
import { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import * as tf from '@tensorflow/tfjs-core';
import { setImmediate } from 'node:timers/promises';
import { AppError } from '../../shared/errors';
import type { Compute, Recorder } from '../../core/recording/recorder';
import type { DeviceWatch } from './device-watch';
import type { MatrixUnits } from './matrix-units';
import { Arena } from './recording/arena';
import { Capture } from './recording/capture';
import { tensorUsage } from './recording/tensor-usage';
import type { HostedRecording, Place, RecordingHost } from './recording/host';
import { WebgpuRecording } from './recording/webgpu-recording';
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
  /** How many large tiles a product has to have to be faster in them. */
  readonly largeTilesFrom: number;
}

export class WatchedBackend extends WebGPUBackend implements Recorder, RecordingHost {
  private readonly shaderRuns = new ShaderRuns(this);
  private readonly arena: Arena;
  private readonly recordings = new Set<HostedRecording>();
  /** Where recordings leave their results. */
  private readonly resultBuffers = new Set<GPUBuffer>();
  /** While a computation is recorded: nothing is computed then. */
  private capture: Capture | null = null;

  constructor(private readonly opened: OpenedDevice) {
    super(opened.device, opened.info);
    this.arena = new Arena(opened.device);
  }

  record(inputs: readonly tf.Tensor[], compute: Compute): WebgpuRecording {
    if (this.capture) throw new Error('A recorded computation cannot record another one.');
    this.submitRecorded();
    const owned: GPUBuffer[] = [];
    const places = inputs.map((input) => this.placeFor(input, owned));
    const results: Place[] = [];
    const capture = new Capture(this);
    this.capture = capture;
    try {
      capture.run(() =>
        tf.tidy(() => {
          const standIns = places.map((place) => this.tensorIn(place));
          const computed = compute(standIns);
          results.push(...computed.map((result) => this.placeOf(result)));
          // Results may be kept (tf.keep), for the caller to dispose.
          tf.dispose(computed.filter(({ dataId }) => capture.isOwn(dataId)));
        }),
      );
    } catch (error) {
      for (const buffer of [...owned, ...capture.owned]) buffer.destroy();
      throw error;
    } finally {
      this.capture = null;
    }
    const recording = new WebgpuRecording(this, {
      ...{ arena: this.arena, captured: capture, inputs: places, results, owned },
    });
    this.recordings.add(recording);
    for (const buffer of recording.resultBuffers()) this.resultBuffers.add(buffer);
    return recording;
  }

  forget(recording: HostedRecording): void {
    this.recordings.delete(recording);
    for (const buffer of recording.resultBuffers()) this.resultBuffers.delete(buffer);
  }

  isResult(buffer: GPUBuffer): boolean {
    return this.resultBuffers.has(buffer);
  }

  tensorIn({ shape, dtype, buffer }: Place): tf.Tensor {
    const info = this.makeTensorInfo([...shape], dtype);
    Object.assign(this.tensorMap.get(info.dataId), { resource: buffer, external: true });
    return tf.engine().makeTensorFromTensorInfo(info);
  }

  copyOf({ shape, dtype, buffer }: Place, encoder: GPUCommandEncoder): tf.Tensor {
    const info = this.makeTensorInfo([...shape], dtype);
    this.uploadToGPU(info.dataId);
    encoder.copyBufferToBuffer(buffer, 0, this.placeOf(info).buffer, 0, buffer.size);
    return tf.engine().makeTensorFromTensorInfo(info);
  }

  submitRecorded(): void {
    this.endComputePassEncoder();
    if (Reflect.get(this, 'commandEncoder')) this.submitQueue();
  }

  /** A tensor of the outside that a shader of ours has changed. */
  noteChanged(dataId: object): void {
    this.capture?.noteChanged(dataId);
  }

  override write(...tensor: Parameters<WebGPUBackend['write']>): ReturnType<WebGPUBackend['write']> {
    const dataId = super.write(...tensor);
    this.capture?.noteMade(dataId);
    return dataId;
  }

  override uploadToGPU(dataId: object): void {
    const upload = () => super.uploadToGPU(dataId);
    if (this.capture) this.capture.upload(dataId, upload);
    else upload();
  }

  override memory(): ReturnType<WebGPUBackend['memory']> {
    const memory = super.memory();
    const recorded = [...this.recordings].reduce((sum, { bytes }) => sum + bytes, this.arena.bytes);
    return { ...memory, numBytesInGPU: memory.numBytesInGPU + recorded };
  }

  /** Where an input's values will lie: where a recording leaves them, or in a buffer of the input's own. */
  private placeFor({ shape, dtype, dataId, size }: tf.Tensor, owned: GPUBuffer[]): Place {
    const { resource } = this.tensorMap.get(dataId);
    if (resource instanceof GPUBuffer && this.isResult(resource)) return { shape, dtype, buffer: resource };
    const buffer = this.device.createBuffer({ size: 4 * size, usage: tensorUsage() });
    owned.push(buffer);
    return { shape, dtype, buffer };
  }

  private placeOf({ shape, dtype, dataId }: tf.TensorInfo): Place {
    this.uploadToGPU(dataId);
    const { resource } = this.tensorMap.get(dataId);
    if (!(resource instanceof GPUBuffer)) throw new TypeError('A tensor is not in a buffer of the device.');
    return { shape, dtype, buffer: resource };
  }

  get matrixUnits(): MatrixUnits | string {
    return this.opened.matrixUnits;
  }

  get largeTilesFrom(): number {
    return this.opened.largeTilesFrom;
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
  allocate(shape: readonly number[]): tf.TensorInfo {
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
