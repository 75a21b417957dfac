/**
 * Reverse-mode differentiation of a network: the operations of a forward pass in their order, and the way back.
 *
 * tfjs can do the same. Its tape copies handles of every tensor that it saves, searches the whole graph before it goes
 * back, and keeps all maps until the end. This one knows the layers: it keeps what their gradients read, and lets go of
 * each map as soon as nothing reads it any more.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Operation } from './operations/operation';

interface Step {
  readonly inputs: readonly tf.Tensor[];
  readonly operation: Operation;
}

export class Tape {
  private readonly steps: Step[] = [];
  /** Everything that depends on what is learnt, and that itself. */
  private readonly learnt: Set<tf.Tensor>;
  private readonly slopes = new Map<tf.Tensor, tf.Tensor>();

  /** `learnt`: the tensors whose gradients are wanted in the end. */
  constructor(learnt: Iterable<tf.Tensor>) {
    this.learnt = new Set(learnt);
  }

  /** Operations are added in the order in which they are computed. */
  add(inputs: readonly tf.Tensor[], operation: Operation): void {
    if (!inputs.some((input) => this.learnt.has(input))) return;
    this.learnt.add(operation.value);
    this.steps.push({ inputs, operation });
  }

  /**
   * Goes back once. `slopes`: the gradients of the loss by some of the tensors of the pass, in their shapes; they are
   * disposed. Returns those by the tensors that are learnt; the caller disposes them. The pass's own values are disposed,
   * but for those that slopes were given of.
   */
  backward(slopes: ReadonlyMap<tf.Tensor, tf.Tensor>): ReadonlyMap<tf.Tensor, tf.Tensor> {
    for (const [tensor, slope] of slopes) this.slopes.set(tensor, slope);
    const read = new Set([...this.steps.flatMap(({ operation }) => operation.reads), ...slopes.keys()]);
    for (const { operation } of this.steps) if (!read.has(operation.value)) operation.value.dispose();
    for (let step = this.steps.pop(); step; step = this.steps.pop()) {
      this.goBack(step);
      const { inputs, operation } = step;
      // Whoever used the value came later and is done; what is left of the reads is the operation's own.
      const isOwn = (tensor: tf.Tensor) => !slopes.has(tensor) && !inputs.includes(tensor);
      tf.dispose([operation.value, ...operation.reads].filter(isOwn));
    }
    return this.slopes;
  }

  private goBack({ inputs, operation }: Step): void {
    const slope = this.slopes.get(operation.value);
    if (!slope) return;
    this.slopes.delete(operation.value);
    const wanted = inputs.map((input) => this.learnt.has(input));
    const gradients: (tf.Tensor | null)[] = [];
    tf.tidy(() => {
      gradients.push(...operation.gradients(slope, wanted));
      return gradients.filter((gradient) => gradient !== null);
    });
    inputs.forEach((input, index) => {
      const gradient = gradients[index];
      if (gradient && wanted[index] === true) this.addSlope(input, gradient);
      else gradient?.dispose();
    });
    slope.dispose();
  }

  private addSlope(tensor: tf.Tensor, slope: tf.Tensor): void {
    const before = this.slopes.get(tensor);
    this.slopes.set(tensor, before ? tf.add(before, slope) : slope);
    if (before) tf.dispose([before, slope]);
  }
}
