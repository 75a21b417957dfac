/** Runs shaders of ours between the stock backend's programs: in their command buffers, on their tensors' buffers. */
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import * as tf from '@tensorflow/tfjs-core';
import { flatWorkgroup, shaderText, type Shader } from './shader';

export interface ShaderRun {
  /** In the order of the shader's declarations. */
  readonly reads: readonly tf.TensorInfo[];
  readonly writes: readonly tf.TensorInfo[];
  readonly sizes: readonly number[];
  /** How many in each direction; a single number may be larger than one direction holds. */
  readonly workgroups: number | readonly [number, number, number];
}

/** Is told of tensors that a shader has written to. */
export interface NotedBackend extends WebGPUBackend {
  noteChanged(dataId: object): void;
}

export class ShaderRuns {
  private readonly pipelines = new Map<string, GPUComputePipeline>();
  /** By what they hold. Shapes repeat in every step, so each is written once. */
  private readonly uniforms = new Map<string, GPUBuffer>();

  constructor(private readonly backend: NotedBackend) {}

  /** Makes pipelines, buffers and the bindings of one dispatch, and records it. */
  run(shader: Shader, { reads, writes, sizes, workgroups }: ShaderRun): void {
    const { device } = this.backend;
    const tensors = [...reads, ...writes];
    // All before the pass: a tensor that comes from the processor ends it.
    for (const { dataId } of tensors) this.backend.uploadToGPU(dataId);
    const pipeline = this.pipelineOf(shader);
    const buffers = tensors.map(({ dataId }) => this.bufferOf(dataId));
    if (sizes.length > 0) buffers.push(this.uniformOf(sizes));
    const bindings = device.createBindGroup({
      layout: pipeline.getBindGroupLayout(0),
      entries: buffers.map((buffer, binding) => ({ binding, resource: { buffer } })),
    });
    const pass = this.openPass();
    pass.setPipeline(pipeline);
    pass.setBindGroup(0, bindings);
    pass.dispatchWorkgroups(...this.inAllDirections(workgroups));
    this.note(tensors, writes);
  }

  /** Workgroups of a shader with `flatEntry`. */
  static flat(count: number): number {
    return Math.ceil(count / flatWorkgroup);
  }

  private pipelineOf(shader: Shader): GPUComputePipeline {
    const known = this.pipelines.get(shader.key);
    if (known) return known;
    const { device } = this.backend;
    const module = device.createShaderModule({ code: shaderText(shader), label: shader.key });
    const compute = { module, entryPoint: 'main' };
    const pipeline = device.createComputePipeline({ compute, label: shader.key, layout: 'auto' });
    this.pipelines.set(shader.key, pipeline);
    return pipeline;
  }

  private bufferOf(dataId: object): GPUBuffer {
    const { resource } = this.backend.tensorMap.get(dataId);
    if (resource instanceof GPUBuffer) return resource;
    throw new TypeError('A tensor of a shader is not in a buffer of the device.');
  }

  private uniformOf(sizes: readonly number[]): GPUBuffer {
    const key = sizes.join(' ');
    const known = this.uniforms.get(key);
    if (known) return known;
    // Structures in uniform buffers end at multiples of 16 bytes.
    const size = 16 * Math.ceil(sizes.length / 4);
    const buffer = this.backend.device.createBuffer({ size, usage: GPUBufferUsage.UNIFORM, mappedAtCreation: true });
    new Int32Array(buffer.getMappedRange()).set(sizes);
    buffer.unmap();
    this.uniforms.set(key, buffer);
    return buffer;
  }

  private inAllDirections(workgroups: number | readonly [number, number, number]): [number, number, number] {
    if (typeof workgroups !== 'number') return [...workgroups];
    const most = this.backend.device.limits.maxComputeWorkgroupsPerDimension;
    const rows = Math.ceil(workgroups / most);
    return [Math.ceil(workgroups / rows), rows, 1];
  }

  /** The pass that the stock backend records into, or a new one for it to go on with. */
  private openPass(): GPUComputePassEncoder {
    const open = own(this.backend, 'computePassEncoder');
    if (open instanceof GPUComputePassEncoder) return open;
    this.backend.ensureCommandEncoderReady();
    const encoder = own(this.backend, 'commandEncoder');
    if (!(encoder instanceof GPUCommandEncoder)) throw new TypeError('tfjs-backend-webgpu has no command encoder.');
    const pass = encoder.beginComputePass();
    Reflect.set(this.backend, 'computePassEncoder', pass);
    return pass;
  }

  /** Keeps the buffers until the commands are handed over, which happens after every few, as for stock programs. */
  private note(tensors: readonly tf.TensorInfo[], written: readonly tf.TensorInfo[]): void {
    const inQueue = own(this.backend, 'commandQueueOwnedIds');
    if (!(inQueue instanceof WeakSet)) throw new TypeError('tfjs-backend-webgpu does not note what is in its queue.');
    for (const { dataId } of tensors) inQueue.add(dataId);
    // What was read before is no longer what the buffer holds.
    for (const { dataId } of written) {
      Reflect.set(this.backend.tensorMap.get(dataId), 'values', null);
      this.backend.noteChanged(dataId);
    }
    const recorded = Number(own(this.backend, 'dispatchCountInPass')) + 1;
    Reflect.set(this.backend, 'dispatchCountInPass', recorded);
    if (recorded < tf.env().getNumber('WEBGPU_DEFERRED_SUBMIT_BATCH_SIZE')) return;
    this.backend.endComputePassEncoder();
    this.backend.submitQueue();
  }
}

/** A property that tfjs-backend-webgpu 4.22 keeps to itself. */
function own(backend: NotedBackend, name: string): unknown {
  return Reflect.get(backend, name);
}
