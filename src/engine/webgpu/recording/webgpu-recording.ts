/** A recording on a GPU: buffers, pipelines and bindings are made once, a run encodes its dispatches and hands them over. */
import type * as tf from '@tensorflow/tfjs-core';
import type { RecordedWork, Recording, RunOptions } from '../../../core/recording/recorder';
import { shareMemory, type Lifetime } from '../../../core/recording/share-memory';
import type { Arena } from './arena';
import type { Capture, CapturedDispatch } from './capture';
import type { HostedRecording, Place, RecordingHost } from './host';
import { tensorUsage } from './tensor-usage';

interface Dispatch {
  readonly pipeline: GPUComputePipeline;
  readonly bindings: GPUBindGroup;
  readonly workgroups: readonly [number, number, number];
}

/** Handed over together: the device begins with the first while the rest is encoded, and drivers dislike very long ones. */
const dispatchesAtOnce = 100;

export interface RecordingParts {
  readonly arena: Arena;
  readonly captured: Capture;
  readonly inputs: readonly Place[];
  readonly results: readonly Place[];
  /** Buffers of the inputs, which become the recording's own. */
  readonly owned: readonly GPUBuffer[];
}

export class WebgpuRecording implements Recording, HostedRecording {
  private readonly dispatches: readonly Dispatch[];
  private readonly results: readonly Place[];
  /** Buffers that it frees in the end. */
  private readonly owned: Set<GPUBuffer>;
  private readonly leased: readonly GPUBuffer[];
  private readonly separateBytes: number;

  private readonly backend: RecordingHost;
  private readonly arena: Arena;
  private readonly captured: Capture;
  private readonly inputs: readonly Place[];

  constructor(backend: RecordingHost, { arena, captured, inputs, results, owned }: RecordingParts) {
    this.backend = backend;
    this.arena = arena;
    this.captured = captured;
    this.inputs = inputs;
    this.owned = new Set([...captured.owned, ...owned]);
    const places = this.ofResults(results);
    const lifetimes = lifetimesOf(captured, places);
    const { blockOf, blocks } = shareMemory([...lifetimes.values()]);
    this.separateBytes = [...lifetimes.values()].reduce((sum, { bytes }) => sum + bytes, 0);
    this.leased = arena.lease(blocks);
    [...lifetimes.keys()].forEach((buffer, index) => {
      const block = this.leased[blockOf[index] ?? 0];
      if (block) places.set(buffer, block);
    });
    this.results = results.map((result) => ({ ...result, buffer: places.get(result.buffer) ?? result.buffer }));
    this.dispatches = captured.dispatches.map((dispatch) => this.prepared(dispatch, places));
  }

  /** Bytes on the device that are its own, beside the arena's. */
  get bytes(): number {
    return [...this.owned].reduce((sum, { size }) => sum + size, 0);
  }

  /** Where its results lie, but for those that are another's tensors. */
  resultBuffers(): readonly GPUBuffer[] {
    return this.results.flatMap(({ buffer }) => (this.owned.has(buffer) ? [buffer] : []));
  }

  isCurrent(): boolean {
    const { tensorMap } = this.backend;
    const isThere = ([dataId, buffer]: readonly [object, GPUBuffer]) =>
      tensorMap.has(dataId) && tensorMap.get(dataId).resource === buffer;
    return [...this.captured.outside].every(isThere) && this.inputs.every(({ buffer }) => this.holds(buffer));
  }

  /** Whether a buffer is there as long as this recording is, or is still a result of another one. */
  private holds(buffer: GPUBuffer): boolean {
    return this.owned.has(buffer) || this.backend.isResult(buffer);
  }

  run(inputs: readonly tf.Tensor[], { areKept = false }: RunOptions = {}): tf.Tensor[] {
    const { backend } = this;
    backend.submitRecorded();
    const { device } = backend;
    let encoder = device.createCommandEncoder();
    this.inputs.forEach((place, index) => this.write(place, inputs[index], encoder));
    for (let first = 0; first < this.dispatches.length; first += dispatchesAtOnce) {
      const pass = encoder.beginComputePass();
      for (const { pipeline, bindings, workgroups } of this.dispatches.slice(first, first + dispatchesAtOnce)) {
        pass.setPipeline(pipeline);
        pass.setBindGroup(0, bindings);
        pass.dispatchWorkgroups(...workgroups);
      }
      pass.end();
      device.queue.submit([encoder.finish()]);
      encoder = device.createCommandEncoder();
    }
    // What was read of them before is no longer what they hold.
    for (const dataId of this.captured.changed) Reflect.set(backend.tensorMap.get(dataId), 'values', null);
    const results = this.results.map((place) => (areKept ? backend.copyOf(place, encoder) : backend.tensorIn(place)));
    device.queue.submit([encoder.finish()]);
    return results;
  }

  describe(): RecordedWork {
    const operations = this.captured.dispatches.map(({ pipeline, bindings }) => ({
      name: pipeline.label,
      bytes: bindings
        .filter(({ buffer }) => (buffer.usage & GPUBufferUsage.STORAGE) !== 0)
        .map(({ buffer }) => buffer.size),
    }));
    const shared = this.leased.reduce((sum, { size }) => sum + size, 0);
    return { operations, memory: { shared, separate: this.separateBytes } };
  }

  dispose(): void {
    for (const buffer of this.owned) buffer.destroy();
    this.arena.release(this.leased);
    this.backend.forget(this);
  }

  /** Results have buffers of their own, which no other run overwrites. */
  private ofResults(results: readonly Place[]): Map<GPUBuffer, GPUBuffer> {
    const places = new Map<GPUBuffer, GPUBuffer>();
    for (const { buffer } of results) {
      if (!this.captured.isVirtual(buffer) || places.has(buffer)) continue;
      const own = this.backend.device.createBuffer({ size: buffer.size, usage: tensorUsage() });
      this.owned.add(own);
      places.set(buffer, own);
    }
    return places;
  }

  private prepared(
    { pipeline, bindings, workgroups }: CapturedDispatch,
    places: ReadonlyMap<GPUBuffer, GPUBuffer>,
  ): Dispatch {
    const group = this.backend.device.createBindGroup({
      layout: pipeline.getBindGroupLayout(0),
      entries: bindings.map(({ binding, buffer }) => ({
        binding,
        // A block may be larger than the tensor in it.
        resource: { buffer: places.get(buffer) ?? buffer, size: buffer.size },
      })),
    });
    return { pipeline, bindings: group, workgroups };
  }

  private write({ buffer, shape }: Place, input: tf.Tensor | undefined, encoder: GPUCommandEncoder): void {
    if (!input || input.shape.join() !== shape.join()) {
      throw new Error(
        `A recording was made for an input [${shape.join(', ')}] and given [${input?.shape.join(', ') ?? ''}].`,
      );
    }
    const { resource, values } = this.backend.tensorMap.get(input.dataId);
    if (resource === buffer) return;
    if (resource instanceof GPUBuffer) encoder.copyBufferToBuffer(resource, 0, buffer, 0, buffer.size);
    else if (values instanceof Float32Array) this.backend.device.queue.writeBuffer(buffer, 0, values);
    else throw new TypeError('Inputs of a recording are float32.');
  }
}

/** Of the buffers between the dispatches, but for results: from the first dispatch that binds one to the last. */
function lifetimesOf(captured: Capture, results: ReadonlyMap<GPUBuffer, GPUBuffer>): Map<GPUBuffer, Lifetime> {
  const lifetimes = new Map<GPUBuffer, Lifetime>();
  captured.dispatches.forEach(({ bindings }, place) => {
    for (const { buffer } of bindings) {
      if (!captured.isVirtual(buffer) || results.has(buffer)) continue;
      lifetimes.set(buffer, { bytes: buffer.size, from: lifetimes.get(buffer)?.from ?? place, to: place });
    }
  });
  return lifetimes;
}
