/**
 * Watches what is handed to a GPU through WebGPU, whoever does it: dispatches with their buffers, and, where the device has
 * timestamps, the time of every dispatch in a compute pass of its own.
 */
import { globals } from 'webgpu';
import { BindGroupContexts } from './bind-group-contexts';
import { GpuBindings, type BoundBytes } from './gpu-bindings';
import { GpuTimestamps } from './gpu-timestamps';
import { replaceMethod, type Method } from './replaced-method';

export interface Dispatch<Context> extends BoundBytes {
  /** What was going on in JavaScript, or when it was recorded; null where that is not known. */
  readonly context: Context | null;
}

/** What a compute pass has been told so far. */
interface PassState {
  pipeline: unknown;
  readonly groups: Map<number, unknown>;
  /** Set for a pass that stands in for one of each dispatch: begins such a one. */
  readonly begin: ((timestampWrites: object) => unknown) | null;
}

export class GpuWatch<Context> {
  private readonly bindings = new GpuBindings();
  private readonly contexts: BindGroupContexts<Context>;
  private readonly timestamps = new GpuTimestamps();
  private readonly passes = new WeakMap<object, PassState>();
  private readonly stock = new Map<string, Method>();
  private readonly restores: (() => void)[] = [];
  private readonly noted: Dispatch<Context>[] = [];
  private isNoting = false;
  private isTiming = false;

  /** Has to be there before the device is opened. `context` is asked at every dispatch. */
  constructor(private readonly context: () => Context | null) {
    Object.assign(globalThis, globals);
    this.contexts = new BindGroupContexts(context);
    const objects = [this.bindings.watch(), this.contexts.watch(), this.timestamps.watchDevices()];
    this.restores.push(...objects, ...this.watchPasses());
  }

  /** Why dispatches cannot be timed; null where they can. */
  get obstacle(): string | null {
    return this.timestamps.obstacle;
  }

  /** Dispatches count from here on, or no longer. */
  note(isNoting: boolean): void {
    this.isNoting = isNoting;
  }

  /** Times every dispatch that is noted; each becomes a pass of its own, which takes longer. */
  time(): void {
    this.isTiming = true;
  }

  /** Those noted since the last call. */
  take(): Dispatch<Context>[] {
    return this.noted.splice(0);
  }

  /** Of the dispatches that were noted since `time()`, in their order. */
  async milliseconds(): Promise<number[]> {
    this.isTiming = false;
    return this.timestamps.read();
  }

  end(): void {
    for (const restore of this.restores.splice(0).reverse()) restore();
  }

  private watchPasses(): (() => void)[] {
    return [
      replaceMethod(GPUCommandEncoder, 'beginComputePass', (stock) => (encoder, ...given) => {
        const isTimed = this.isTiming && this.isNoting;
        const pass: unknown = isTimed ? Object.create(GPUComputePassEncoder.prototype) : stock(encoder, ...given);
        if (pass instanceof GPUComputePassEncoder) {
          const begin = (timestampWrites: object) => stock(encoder, { timestampWrites });
          this.passes.set(pass, { pipeline: null, groups: new Map(), begin: isTimed ? begin : null });
        }
        return pass;
      }),
      this.watchPass('setPipeline', (state, pipeline) => (state.pipeline = pipeline)),
      this.watchPass('setBindGroup', (state, index, group) => state.groups.set(Number(index), group)),
      this.watchPass('dispatchWorkgroups', (state, ...workgroups) => {
        if (this.isNoting) {
          const { pipeline, groups } = state;
          const context = this.context() ?? this.contexts.of(groups.get(0));
          this.noted.push({ ...this.bindings.bytesOf(pipeline, groups), context });
        }
        if (state.begin) this.dispatchTimed(state, state.begin(this.timestamps.next()), workgroups);
      }),
      this.watchPass('end', () => undefined),
    ];
  }

  /** A pass that stands in does not exist: it is told nothing. */
  private watchPass(name: string, note: (state: PassState, ...inputs: unknown[]) => void): () => void {
    return replaceMethod(GPUComputePassEncoder, name, (stock) => {
      this.stock.set(name, stock);
      return (pass, ...inputs) => {
        const state = this.passes.get(pass);
        if (state) note(state, ...inputs);
        return state?.begin ? undefined : stock(pass, ...inputs);
      };
    });
  }

  private dispatchTimed({ pipeline, groups }: PassState, pass: unknown, workgroups: readonly unknown[]): void {
    const tell = (name: string, ...inputs: unknown[]) => {
      if (pass instanceof GPUComputePassEncoder) this.stock.get(name)?.(pass, ...inputs);
    };
    tell('setPipeline', pipeline);
    for (const [index, group] of groups) tell('setBindGroup', index, group);
    tell('dispatchWorkgroups', ...workgroups);
    tell('end');
  }
}
