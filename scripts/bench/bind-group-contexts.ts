/**
 * What was going on when a dispatch came about: what is recorded first and replayed later is bound outside of the kernel that
 * asked for it. Layouts are asked for inside of it, and bind groups of a recording are made in the same order.
 */
import { replaceMethod } from './replaced-method';

interface Layout<Context> {
  readonly pipeline: object;
  readonly context: Context | null;
}

export class BindGroupContexts<Context> {
  private readonly layouts = new WeakMap<object, Layout<Context>>();
  private readonly groups = new WeakMap<object, Context>();
  /** Of layouts whose bind group is still to come, by their pipeline. */
  private readonly waiting = new WeakMap<object, Context[]>();

  constructor(private readonly context: () => Context | null) {}

  /** Watches what is made from here on, until the result is called. */
  watch(): () => void {
    const restores = [
      replaceMethod(GPUComputePipeline, 'getBindGroupLayout', (stock) => (pipeline, ...given) => {
        const layout = stock(pipeline, ...given);
        const context = this.context();
        if (context !== null) this.waitingOf(pipeline).push(context);
        this.layouts.set(Object(layout), { pipeline, context });
        return layout;
      }),
      replaceMethod(GPUDevice, 'createBindGroup', (stock) => (device, given) => {
        const group = stock(device, given);
        const { layout }: { layout?: unknown } = given ?? {};
        const context = this.take(this.layouts.get(Object(layout)));
        if (context !== null) this.groups.set(Object(group), context);
        return group;
      }),
    ];
    return () => restores.forEach((restore) => restore());
  }

  of(group: unknown): Context | null {
    return this.groups.get(Object(group)) ?? null;
  }

  private take(layout: Layout<Context> | undefined): Context | null {
    if (!layout) return null;
    const waiting = this.waitingOf(layout.pipeline);
    if (layout.context === null) return waiting.shift() ?? null;
    waiting.splice(waiting.lastIndexOf(layout.context), 1);
    return layout.context;
  }

  private waitingOf(pipeline: object): Context[] {
    const waiting = this.waiting.get(pipeline) ?? [];
    this.waiting.set(pipeline, waiting);
    return waiting;
  }
}
