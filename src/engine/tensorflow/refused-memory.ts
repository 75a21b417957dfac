/** TensorFlow's refusal of memory, in whatever kernel, as the error that the training turns into advice. */
import { OutOfMemoryError } from '../out-of-memory';

/** The addon `binding` with operations that throw OutOfMemoryError where TensorFlow has no memory. */
export function watchMemory(binding: object): object {
  const original: unknown = Reflect.get(binding, 'executeOp');
  if (typeof original !== 'function') throw new TypeError('The addon has no function "executeOp".');
  const executeOp = (...inputs: unknown[]): unknown => {
    try {
      const outputs: unknown = Reflect.apply(original, binding, inputs);
      return outputs;
    } catch (error) {
      throw asOutOfMemory(error);
    }
  };
  return Object.freeze(Object.create(binding, { executeOp: { value: executeOp } }));
}

/** Status 8 is TensorFlow's RESOURCE_EXHAUSTED; the rest is "OOM when allocating tensor with shape[16,64] and type float on ...". */
export function asOutOfMemory(thrown: unknown): unknown {
  if (!(thrown instanceof Error) || !/TF_Status: 8\b|RESOURCE_EXHAUSTED/.test(thrown.message)) return thrown;
  const [, sides, type = ''] = /shape\[([\d,]*)\] and type (\w+)/.exec(thrown.message) ?? [];
  if (sides === undefined) return new OutOfMemoryError(null, { cause: thrown });
  const elements = sides.split(',').reduce((product, side) => product * Number(side), 1);
  return new OutOfMemoryError(elements * (bytesOf[type] ?? 4), { cause: thrown });
}

const bytesOf: Readonly<Record<string, number>> = { bool: 1, int8: 1, uint8: 1, half: 2, double: 8, int64: 8 };
