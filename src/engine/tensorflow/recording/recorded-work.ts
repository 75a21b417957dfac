/** What the operations of a recording read and write, by the shapes of their tensors. */
import type { RecordedWork } from '../../../core/recording/recorder';
import { shareMemory } from '../../../core/recording/share-memory';
import type { NotedOperation } from './capture';
import type { Output } from './node-backend';

/** TensorFlow's number of the type of truth values; all others that we use take four bytes. */
const bool = 10;

/** TensorFlow plans its memory itself: the sum of what is shared is that of the same tensors by core's plan. */
export function describeWork(operations: readonly NotedOperation[]): RecordedWork {
  const lifetimes = new Map<number, { bytes: number; from: number; to: number }>();
  operations.forEach(({ inputs, outputs }, place) => {
    for (const output of outputs) lifetimes.set(output.id, { bytes: bytesOf(output), from: place, to: place });
    for (const id of inputs) {
      const lifetime = lifetimes.get(id);
      if (lifetime) lifetime.to = place;
    }
  });
  const all = [...lifetimes.values()];
  const sum = (bytes: readonly number[]) => bytes.reduce((total, one) => total + one, 0);
  return {
    operations: operations.map(({ name, inputs, outputs }) => ({
      name,
      bytes: [...inputs.flatMap((id) => lifetimes.get(id)?.bytes ?? []), ...outputs.map(bytesOf)],
    })),
    memory: { shared: sum(shareMemory(all).blocks), separate: sum(all.map(({ bytes }) => bytes)) },
  };
}

function bytesOf({ shape, dtype }: Output): number {
  return (dtype === bool ? 1 : 4) * shape.reduce((product, side) => product * side, 1);
}
