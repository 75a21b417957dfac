/** The training kernels at work in the stock backend's memory: calls, addresses, scratch space. */
import { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { memoryOf, release, reserve } from './backend-memory';
import { trainingModule, type KernelBuild } from './training-module';

/** Of the tile choice: long enough to tell the tiles apart, short enough not to be noticed. */
const benchmarkSide = 192;
const benchmarkRounds = 12;

export class KernelMemory {
  readonly build: KernelBuild;
  /** Whether products use the tile for 256 bits, which V8's revectorisation makes twice as fast; results are the same. */
  readonly isWide: boolean;
  private readonly memory: WebAssembly.Memory;
  private readonly exports: WebAssembly.Exports;
  /** Scratch of a product. */
  private readonly productBytes: number;
  private scratchAt = 0;
  private scratchBytes = 0;
  private zerosAt = 0;
  private zeroBytes = 0;

  private constructor(
    private readonly backend: BackendWasm,
    options: KernelOptions,
  ) {
    const { module, build } = trainingModule(options.build);
    this.build = build;
    this.memory = memoryOf(backend);
    this.exports = new WebAssembly.Instance(module, { env: { memory: this.memory } }).exports;
    this.productBytes = this.call('gemmScratchBytes');
    this.isWide = options.isWide ?? this.isWideFaster();
  }

  private static readonly known = new WeakMap<BackendWasm, KernelMemory>();

  /** The one of this backend; made at the first call, which alone heeds the options. */
  static of(backend: unknown, options: KernelOptions = {}): KernelMemory {
    if (!(backend instanceof BackendWasm)) {
      throw new TypeError('This kernel works in the memory of the wasm backend only.');
    }
    const known = KernelMemory.known.get(backend);
    if (known) return known;
    const made = new KernelMemory(backend, options);
    KernelMemory.known.set(backend, made);
    return made;
  }

  /** Calls an exported kernel; booleans arrive as 0 and 1. */
  call(name: string, ...values: readonly (number | boolean)[]): number {
    const kernel = this.exports[name];
    if (typeof kernel !== 'function') throw new TypeError(`The training kernels have no "${name}".`);
    return Number(kernel(...values));
  }

  /** C = A B or C += A B; see kernels/gemm.ts. Strides are the stored rows' lengths in values. */
  multiply({ rows, columns, depth, a, b, c, adds = false }: Product): void {
    // The product's own scratch comes first, so that callers who need some as well take it behind.
    const scratch = this.scratch(this.productBytes);
    const factors = [a.at, a.stride, a.isTransposed ?? false, b.at, b.stride, b.isTransposed ?? false] as const;
    this.call('gemm', rows, columns, depth, ...factors, c.at, c.stride, adds, this.isWide, scratch);
  }

  /** Where a tensor's values begin. */
  address({ dataId }: tf.TensorInfo): number {
    // Addresses over 2 GiB arrive as negative numbers.
    return this.backend.dataIdMap.get(dataId).memoryOffset >>> 0;
  }

  /** A new tensor with undefined values. Throws OutOfMemoryError. */
  allocate(shape: readonly number[]): tf.TensorInfo {
    return this.backend.makeOutput([...shape], 'float32');
  }

  /** Frees a tensor that `allocate` gave and that nobody else has seen. */
  release({ dataId }: tf.TensorInfo): void {
    this.backend.disposeData(dataId);
  }

  /** Bytes to work in, valid until the next call that asks for more. */
  scratch(bytes: number): number {
    if (bytes > this.scratchBytes) {
      if (this.scratchAt) release(this.backend, this.scratchAt);
      this.scratchAt = reserve(this.backend, bytes);
      this.scratchBytes = bytes;
    }
    return this.scratchAt;
  }

  /** Scratch for `bytes` behind that of a product, which may run in between. */
  scratchBesideProduct(bytes: number): number {
    return this.scratch(this.productBytes + bytes) + this.productBytes;
  }

  /** Zeros that nobody writes to. */
  zeros(bytes: number): number {
    if (bytes > this.zeroBytes) {
      if (this.zerosAt) release(this.backend, this.zerosAt);
      this.zerosAt = reserve(this.backend, bytes);
      this.zeroBytes = bytes;
      new Uint8Array(this.memory.buffer, this.zerosAt, bytes).fill(0);
    }
    return this.zerosAt;
  }

  /** The values of a float32 tensor in place. Memory may move: ask again after every allocation. */
  values(tensor: tf.TensorInfo): Float32Array {
    return new Float32Array(this.memory.buffer, this.address(tensor), tf.util.sizeFromShape(tensor.shape));
  }

  /** `length` values from an address on, in place. Memory may move: ask again after every allocation. */
  line(at: number, length: number): Float32Array {
    return new Float32Array(this.memory.buffer, at, length);
  }

  /** sum += values, which may lie anywhere; `sum` may too, and is quick to reach where it is a view of this memory. */
  accumulate(sum: Float32Array, values: Float32Array): void {
    if (sum.buffer !== this.memory.buffer) {
      sum.forEach((value, index) => (sum[index] = value + (values[index] ?? 0)));
      return;
    }
    const scratch = this.scratch(values.byteLength);
    this.line(scratch, values.length).set(values);
    this.call('add', sum.byteOffset, scratch, sum.byteOffset, sum.length);
  }

  /** Another tensor holds the same values from now on. */
  share(dataId: object): void {
    this.backend.incRef(dataId);
  }

  private isWideFaster(): boolean {
    const side = benchmarkSide;
    const bytes = 4 * side * side;
    const at = this.scratchBesideProduct(3 * bytes);
    const scratch = this.scratch(0);
    new Float32Array(this.memory.buffer, at, 2 * side * side).fill(0.5);
    const seconds = (isWide: boolean) => {
      let best = Infinity;
      for (let round = 0; round < benchmarkRounds; round++) {
        const began = performance.now();
        const factors = [at, side, false, at + bytes, side, false] as const;
        this.call('gemm', side, side, side, ...factors, at + 2 * bytes, side, false, isWide, scratch);
        best = Math.min(best, performance.now() - began);
      }
      return best;
    };
    return seconds(true) < seconds(false);
  }
}

export interface KernelOptions {
  /** Instead of the best that this V8 takes; for tests. */
  readonly build?: KernelBuild;
  /** Instead of what a short benchmark finds; for tests. */
  readonly isWide?: boolean;
}

interface Factor {
  readonly at: number;
  readonly stride: number;
  readonly isTransposed?: boolean;
}

interface Product {
  readonly rows: number;
  readonly columns: number;
  readonly depth: number;
  readonly a: Factor;
  readonly b: Factor;
  readonly c: Factor;
  readonly adds?: boolean;
}
