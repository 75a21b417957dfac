/**
 * Reverse-mode differentiation of a network: the operations of a forward pass in their order, and the backward pass.
 *
 * tfjs can do the same. Its tape copies a handle of each tensor that it saves, searches the whole graph before the backward pass,
 * and keeps all activations until the end. This one knows the layers: it keeps what their gradients read, and frees each
 * activation after its last use.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Operation } from './operations/operation';

interface RecordedOperation {
  readonly inputs: readonly tf.Tensor[];
  readonly operation: Operation;
}

export class Tape {
  private readonly recorded: RecordedOperation[] = [];
  /** Tensors that need a gradient: the trainable ones, and all that depend on them. */
  private readonly needGradient: Set<tf.Tensor>;
  /** So far, by tensor: gradients of the loss, added up over the tensor's uses. */
  private readonly gradients = new Map<tf.Tensor, tf.Tensor>();

  /** `trainable`: the tensors whose gradients are wanted in the end. */
  constructor(trainable: Iterable<tf.Tensor>) {
    this.needGradient = new Set(trainable);
  }

  /** Operations are added in the order in which they are computed. */
  add(inputs: readonly tf.Tensor[], operation: Operation): void {
    if (!inputs.some((input) => this.needGradient.has(input))) return;
    this.needGradient.add(operation.value);
    this.recorded.push({ inputs, operation });
  }

  /**
   * The backward pass, once. `upstream`: the gradients of the loss with respect to some tensors of the forward pass, in their
   * shapes; they are disposed. Returns those of the trainable tensors; the caller disposes them. The activations are disposed, but
   * for those that upstream gradients were given of.
   */
  backward(upstream: ReadonlyMap<tf.Tensor, tf.Tensor>): ReadonlyMap<tf.Tensor, tf.Tensor> {
    for (const [tensor, gradient] of upstream) this.gradients.set(tensor, gradient);
    const read = new Set([...this.recorded.flatMap(({ operation }) => operation.reads), ...upstream.keys()]);
    for (const { operation } of this.recorded) if (!read.has(operation.value)) operation.value.dispose();
    for (let last = this.recorded.pop(); last; last = this.recorded.pop()) {
      this.differentiate(last);
      const { inputs, operation } = last;
      // Whoever used the value came later and is done; what is left of the reads is the operation's own.
      const isOwn = (tensor: tf.Tensor) => !upstream.has(tensor) && !inputs.includes(tensor);
      tf.dispose([operation.value, ...operation.reads].filter(isOwn));
    }
    return this.gradients;
  }

  private differentiate({ inputs, operation }: RecordedOperation): void {
    const upstream = this.gradients.get(operation.value);
    if (!upstream) return;
    this.gradients.delete(operation.value);
    const wanted = inputs.map((input) => this.needGradient.has(input));
    const found: (tf.Tensor | null)[] = [];
    tf.tidy(() => {
      found.push(...operation.gradients(upstream, wanted));
      return found.filter((gradient) => gradient !== null);
    });
    inputs.forEach((input, index) => {
      const gradient = found[index];
      if (gradient && wanted[index] === true) this.addGradient(input, gradient);
      else gradient?.dispose();
    });
    upstream.dispose();
  }

  private addGradient(tensor: tf.Tensor, gradient: tf.Tensor): void {
    const before = this.gradients.get(tensor);
    this.gradients.set(tensor, before ? tf.add(before, gradient) : gradient);
    if (before) tf.dispose([before, gradient]);
  }
}
