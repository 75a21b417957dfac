/** Every kernel that tfjs runs: what it took and gave, how long it kept JavaScript, and which one is running now. */
import * as tf from '@tensorflow/tfjs-core';

export type Shape = readonly number[];

/** Its outputs and time are there once it has returned. */
export interface KernelCall {
  readonly name: string;
  readonly inputs: readonly Shape[];
  /** Bytes of the tensors that it took, each counted once. */
  readonly inputBytes: number;
  outputs: readonly Shape[];
  outputBytes: number;
  /** Without the kernels that it ran. */
  ms: number;
}

export interface KernelWatch {
  /** The innermost that is running. */
  readonly current: () => KernelCall | null;
  readonly end: () => void;
}

/** Until `end`; `note` is called whenever a kernel has returned. */
export function watchKernelCalls(note: (call: KernelCall) => void): KernelWatch {
  const engine = tf.engine();
  const original = engine.runKernel.bind(engine);
  const running: { readonly call: KernelCall; innerMs: number }[] = [];
  engine.runKernel = <Result extends tf.Tensor | tf.Tensor[]>(
    ...given: Parameters<typeof original<Result>>
  ): Result => {
    const [name, taken] = given;
    const inputs = tensorsOf(taken);
    const call: KernelCall = {
      ...{ name, inputs: inputs.map(({ shape }) => shape), inputBytes: bytesOf(inputs) },
      ...{ outputs: [], outputBytes: 0, ms: 0 },
    };
    const open = { call, innerMs: 0 };
    running.push(open);
    const began = performance.now();
    try {
      const result = original<Result>(...given);
      const outputs = tensorsOf(result);
      call.outputs = outputs.map(({ shape }) => shape);
      call.outputBytes = bytesOf(outputs);
      return result;
    } finally {
      const ms = performance.now() - began;
      call.ms = ms - open.innerMs;
      running.pop();
      const outer = running.at(-1);
      if (outer) outer.innerMs += ms;
      note(call);
    }
  };
  return {
    current: () => running.at(-1)?.call ?? null,
    end: () => {
      engine.runKernel = original;
    },
  };
}

export function shapesText({ inputs, outputs }: KernelCall): string {
  return `${inputs.map(text).join(' ')} -> ${text(outputs[0] ?? [])}`;
}

function text(shape: Shape): string {
  return `[${shape.join(', ')}]`;
}

/** In a list, in a record, or a single one. */
function tensorsOf(value: unknown): tf.Tensor[] {
  if (value instanceof tf.Tensor) return [value];
  if (Array.isArray(value)) return value.flatMap(tensorsOf);
  if (typeof value === 'object' && value !== null) return Object.values(value).flatMap(tensorsOf);
  return [];
}

function bytesOf(tensors: readonly tf.Tensor[]): number {
  const distinct = new Map(tensors.map((tensor) => [tensor.dataId, tensor]));
  // Everything that training computes with has 4 bytes.
  return [...distinct.values()].reduce((sum, { size }) => sum + 4 * size, 0);
}
