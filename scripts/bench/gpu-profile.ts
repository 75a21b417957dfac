/** Where the time of real steps on a GPU goes: every dispatch by the kernel that it belongs to, timed by the GPU itself. */
import { openWebgpu } from '../../src/engine/webgpu/open-webgpu';
import type { GatedOutput } from './gated-output';
import { GpuWatch, type Dispatch } from './gpu-watch';
import { watchKernelCalls, type KernelCall } from './kernel-calls';
import { addUse, longestFirst, useOf } from './kernel-profile';
import type { KernelUse, ProfileAnswer } from './protocol';
import { WaitWatch } from './wait-watch';

/** Steps whose dispatches are timed one by one: they take the same every time, and many are long. */
const mostTimedSteps = 2;

export class GpuProfile {
  private readonly kernels = watchKernelCalls(() => undefined);
  private readonly watch = new GpuWatch(() => this.kernels.current());
  private readonly waits = new WaitWatch();
  /** Off for steps that are timed whole: it takes time of its own. */
  private notesDispatches = false;

  /** Opens the engine: a device that was opened before would not be watched. */
  static async open(): Promise<GpuProfile> {
    const profile = new GpuProfile();
    // Otherwise Dawn tells times in steps of 65 microseconds.
    await openWebgpu(null, ['disable-dawn-features=timestamp_quantization']);
    return profile;
  }

  readonly mark = (isInStep: boolean): void => {
    this.waits.note(isInStep);
    this.watch.note(isInStep && this.notesDispatches);
  };

  /** `count` steps as they are, and then some with every dispatch noted, and timed where the GPU has timestamps. */
  async profile(output: GatedOutput, count: number): Promise<ProfileAnswer> {
    this.waits.takeMilliseconds();
    const seconds = [...(await output.steps(count))];
    const all = seconds.reduce((sum, step) => sum + step * 1000, 0);
    const javascriptMilliseconds = (all - this.waits.takeMilliseconds()) / count;
    const { obstacle } = this.watch;
    const timedSteps = Math.min(count, mostTimedSteps);
    this.notesDispatches = true;
    if (obstacle === null) this.watch.time();
    await output.steps(timedSteps);
    this.notesDispatches = false;
    const dispatches = this.watch.take();
    const kernels = usesOf(dispatches, obstacle === null ? await this.watch.milliseconds() : []);
    const perStep = { dispatches: dispatches.length / timedSteps, javascriptMilliseconds };
    return { seconds, kernels, gpu: { ...perStep, timedSteps, obstacle } };
  }
}

/** Dispatches of one kernel on the same shapes by the same pipeline together. Those of no kernel go by their buffers' bytes. */
export function usesOf(dispatches: readonly Dispatch<KernelCall>[], milliseconds: readonly number[]): KernelUse[] {
  const uses = new Map<string, KernelUse>();
  const counted = new Set<KernelCall>();
  dispatches.forEach(({ context, label, bytesRead, bytesWritten }, at) => {
    const ms = milliseconds[at] ?? 0;
    if (!context) {
      const shapes = `${bytesRead} -> ${bytesWritten} bytes`;
      addUse(uses, { name: label, shapes, calls: 1, ms, operations: 0 });
      return;
    }
    // The first of a kernel's dispatches computes; what follows adds up its parts.
    const isFirst = !counted.has(context);
    counted.add(context);
    const use = useOf(context);
    const operations = isFirst ? use.operations : 0;
    addUse(uses, { ...use, operations, shapes: `${use.shapes} by ${label}`, calls: 1, ms });
  });
  return longestFirst(uses);
}
