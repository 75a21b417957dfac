/**
 * Notes what a computation would do on the device, without doing it: its dispatches, and the buffers between them.
 *
 * While it is on, the backend has another buffer manager, queue and command encoder: tensors that the computation makes lie in
 * buffers without memory. What is uploaded (constants) and uniforms are real, and belong to the recording.
 */
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { tensorUsage } from './tensor-usage';

export interface CapturedDispatch {
  readonly pipeline: GPUComputePipeline;
  readonly bindings: readonly CapturedBinding[];
  readonly workgroups: readonly [number, number, number];
}

export interface CapturedBinding {
  readonly binding: number;
  readonly buffer: GPUBuffer;
}

export class Capture {
  readonly dispatches: CapturedDispatch[] = [];
  /** Real buffers that it made: constants and uniforms. */
  readonly owned: GPUBuffer[] = [];
  /** Tensors of the outside that it reads or changes, and their buffers. */
  readonly outside = new Map<object, GPUBuffer>();
  /** Those of them that it changes. */
  readonly changed = new Set<object>();
  private readonly made = new Set<object>();
  private readonly virtual = new Set<GPUBuffer>();
  /** Properties of tfjs-backend-webgpu 4.22: what it gets, or has at the other time. */
  private readonly other: Map<string, unknown>;

  constructor(private readonly backend: WebGPUBackend) {
    const { device } = backend;
    const encoder = this.encoder();
    this.other = new Map<string, unknown>([
      ['bufferManager', { acquireBuffer: this.acquire.bind(this), releaseBuffer: this.release.bind(this) }],
      ['device', standIn(device, { createBindGroup: noteBindGroup, createCommandEncoder: () => encoder })],
      ['queue', standIn(device.queue, { submit: () => undefined })],
      ['commandEncoder', null],
      ['computePassEncoder', null],
      ['dispatchCountInPass', 0],
      ['commandQueueOwnedIds', new WeakSet()],
      ...['tensorDataPendingDisposal', 'uniformPendingDisposal', 'stagingPendingDisposal'].map(
        (name): [string, unknown] => [name, []],
      ),
    ]);
  }

  /** Runs `compute` while the backend notes; what was recorded before must have been submitted. */
  run(compute: () => void): void {
    this.exchange();
    try {
      compute();
      // Frees what waited for the commands to be handed over.
      if (Reflect.get(this.backend, 'commandEncoder')) this.backend.submitQueue();
    } finally {
      this.exchange();
    }
    const kept = [...this.made].filter((dataId) => this.backend.tensorMap.has(dataId)).length;
    if (kept > 0) throw new Error(`A recorded computation kept ${kept} of its tensors.`);
  }

  isVirtual(buffer: GPUBuffer): boolean {
    return this.virtual.has(buffer);
  }

  /** Whether the computation has made a tensor's values, or was given them as an input. */
  isOwn(dataId: object): boolean {
    return this.made.has(dataId);
  }

  noteMade(dataId: object): void {
    this.made.add(dataId);
  }

  /** `upload` brings a tensor to the device. */
  upload(dataId: object, upload: () => void): void {
    if (this.made.has(dataId)) {
      upload();
      return;
    }
    if (this.outside.has(dataId)) return;
    this.exchange();
    try {
      upload();
    } finally {
      this.exchange();
    }
    const { resource } = this.backend.tensorMap.get(dataId);
    if (!(resource instanceof GPUBuffer))
      throw new TypeError('A tensor of a recording is not in a buffer of the device.');
    this.outside.set(dataId, resource);
  }

  noteChanged(dataId: object): void {
    if (this.outside.has(dataId)) this.changed.add(dataId);
  }

  private exchange(): void {
    for (const name of this.other.keys()) {
      const now: unknown = Reflect.get(this.backend, name);
      Reflect.set(this.backend, name, this.other.get(name));
      this.other.set(name, now);
    }
  }

  private acquire(size: number, usage: GPUBufferUsageFlags, mappedAtCreation = false): GPUBuffer {
    if (!mappedAtCreation && usage === tensorUsage()) {
      const properties = { size: { value: size }, usage: { value: usage } };
      const buffer: GPUBuffer = Object.create(GPUBuffer.prototype, properties);
      this.virtual.add(buffer);
      return buffer;
    }
    const buffer = this.backend.device.createBuffer({ size, usage, mappedAtCreation });
    this.owned.push(buffer);
    return buffer;
  }

  private release(buffer: GPUBuffer): void {
    if (this.virtual.has(buffer) || this.owned.includes(buffer)) return;
    throw new Error('A recorded computation freed a tensor that is not its own.');
  }

  private encoder(): GPUCommandEncoder {
    const pass = this.pass();
    return derived(GPUCommandEncoder.prototype, {
      beginComputePass: () => pass,
      finish: () => null,
      copyBufferToBuffer: () => {
        throw new Error('A recorded computation copied a buffer: what it reads must not lie on the processor.');
      },
    });
  }

  private pass(): GPUComputePassEncoder {
    let pipeline: GPUComputePipeline | null = null;
    let bindings: readonly CapturedBinding[] = [];
    return derived(GPUComputePassEncoder.prototype, {
      setPipeline: (next: GPUComputePipeline) => (pipeline = next),
      setBindGroup: (_: number, next: { readonly bindings: readonly CapturedBinding[] }) => (bindings = next.bindings),
      dispatchWorkgroups: (x: number, y = 1, z = 1) => {
        if (!pipeline) throw new Error('A dispatch without a pipeline was recorded.');
        this.dispatches.push({ pipeline, bindings, workgroups: [x, y, z] });
      },
      end: () => undefined,
    });
  }
}

/** In the place of a bind group: what it would bind. */
function noteBindGroup({ entries }: GPUBindGroupDescriptor): { bindings: CapturedBinding[] } {
  const bindings = [...entries].map(({ binding, resource }) => {
    if (!('buffer' in resource)) throw new TypeError('A recorded dispatch binds something other than a buffer.');
    return { binding, buffer: resource.buffer };
  });
  return { bindings };
}

/** An object that is one of its kind, with functions of its own. */
function derived<Value extends object>(prototype: Value, functions: object): Value {
  return Object.assign(Object.create(prototype), functions);
}

/** `target`, but for some of its functions. */
function standIn<Value extends object>(target: Value, functions: Readonly<Record<string, unknown>>): Value {
  return new Proxy(target, {
    get(_, key) {
      if (typeof key === 'string' && key in functions) return functions[key];
      const value: unknown = Reflect.get(target, key, target);
      // Functions of native objects know their object alone.
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}
