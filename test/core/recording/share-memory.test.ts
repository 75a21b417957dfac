/** Memory that results share: never at the same time, and little more than what lives at once. */
import { describe, expect, it } from 'vitest';
import { randomStream } from '../../../src/core/random';
import { shareMemory, type Lifetime } from '../../../src/core/recording/share-memory';

/** The most bytes that live at the same operation: no plan takes less. */
function leastBytes(lifetimes: readonly Lifetime[]): number {
  const last = Math.max(...lifetimes.map(({ to }) => to));
  const at = (place: number) =>
    lifetimes.filter(({ from, to }) => from <= place && place <= to).reduce((sum, { bytes }) => sum + bytes, 0);
  return Math.max(...Array.from({ length: last + 1 }, (_, place) => at(place)));
}

function total({ blocks }: { blocks: readonly number[] }): number {
  return blocks.reduce((sum, bytes) => sum + bytes, 0);
}

describe('shareMemory', () => {
  it('puts a result where one that is read no more has lain', () => {
    const chain = [0, 1, 2, 3].map((from) => ({ bytes: 100, from, to: from + 1 }));
    const plan = shareMemory(chain);
    expect(plan.blocks).toEqual([100, 100]);
    expect(plan.blockOf).toEqual([0, 1, 0, 1]);
  });

  it('keeps what an operation reads and what it writes apart', () => {
    const plan = shareMemory([
      { bytes: 8, from: 0, to: 3 },
      { bytes: 8, from: 3, to: 4 },
    ]);
    expect(plan.blocks.length).toBe(2);
  });

  it('lets no two results meet in a block, and takes at most a fifth more than lives at once, for a pass there and back', () => {
    const random = randomStream(1, 'lifetimes');
    // Forward results live until their gradient; gradients for two operations.
    const layers = 60;
    const lifetimes: Lifetime[] = Array.from({ length: layers }, (_, layer) => [
      { bytes: 4 * (1 + Math.floor(random.uniform() * 1000)), from: layer, to: 2 * layers - layer },
      { bytes: 4 * (1 + Math.floor(random.uniform() * 1000)), from: layers + layer, to: layers + layer + 1 },
    ]).flat();
    const plan = shareMemory(lifetimes);
    lifetimes.forEach((lifetime, index) => {
      expect(plan.blocks[plan.blockOf[index] ?? -1]).toBeGreaterThanOrEqual(lifetime.bytes);
      lifetimes.forEach((other, at) => {
        const meet = at !== index && lifetime.from <= other.to && other.from <= lifetime.to;
        if (meet) expect(plan.blockOf[at]).not.toBe(plan.blockOf[index]);
      });
    });
    expect(total(plan)).toBeLessThanOrEqual(1.2 * leastBytes(lifetimes));
    expect(total(plan)).toBeLessThan(lifetimes.reduce((sum, { bytes }) => sum + bytes, 0));
  });

  it('has nothing to place where there is nothing', () => {
    expect(shareMemory([])).toEqual({ blockOf: [], blocks: [] });
  });
});
