/** Numbers that replicas exchange in tests, and what has to come of them. */
import * as tf from '@tensorflow/tfjs-core';
import { randomStream } from '../../../src/core/random';
import type { Replica } from '../../../src/core/training/replica';

/** What the seed of a test's training stands for. */
export const modes = ['exchanges', 'throws', 'exits', 'vanishes', 'computes'] as const;

/** Rounds of both operations in turn; throws where an answer is not what plain additions give. */
export async function exchange(replica: Replica, rounds: number): Promise<void> {
  const { rank, count } = replica;
  const ranks = Array.from({ length: count }, (_, other) => other);
  for (let round = 0; round < rounds; round++) {
    const given = (other: number) => numbers(`gather/${round}/${other}`, (other * 7 + round * 401) % 1000);
    const gathered = replica.gather(given(rank));
    ranks.forEach((other) => expectSame(gathered[other], given(other), `rank ${other} in round ${round}`));

    const lengths = [1, 700, 30, 999 + round, 64];
    const added = (other: number) => lengths.map((length, index) => numbers(`sum/${round}/${other}/${index}`, length));
    const sums = await replica.sum(added(rank).map((values) => tf.tensor(values)));
    lengths.forEach((length, index) => {
      const expected = new Float32Array(length);
      ranks.forEach((other) => {
        const values = added(other)[index];
        expected.forEach(
          (sum, at) => (expected[at] = other === 0 ? (values?.[at] ?? NaN) : sum + (values?.[at] ?? NaN)),
        );
      });
      expectSame(sums[index]?.dataSync<'float32'>(), expected, `sum ${index} in round ${round}`);
    });
    tf.dispose(sums);
  }
}

function numbers(name: string, length: number): Float32Array {
  const random = randomStream(1, name);
  return Float32Array.from({ length }, () => random.normal());
}

function expectSame(found: Float32Array | undefined, expected: Float32Array, what: string): void {
  const isSame = found?.length === expected.length && found.every((value, at) => value === expected[at]);
  if (!isSame) throw new Error(`Replicas disagree about ${what}.`);
}
