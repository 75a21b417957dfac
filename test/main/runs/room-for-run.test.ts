/** How many runs train at once. */
import { describe, expect, it } from 'vitest';
import { hasRoom } from '../../../src/main/runs/room-for-run';
import type { Parameters } from '../../../src/shared/field';

const room = { slots: 4, memory: 64 * 2 ** 30 };
const run = (parameters: Parameters, network = 'small-cnn') =>
  ({ recipe: { method: 'ft', network, parameters }, engine: 'auto' }) as const;
const two = run({ replicas: 2 });

describe('hasRoom', () => {
  it('fills the cores with runs of one replica, as many as there are', () => {
    const one = run({ batchSize: 8 });
    expect(hasRoom(one, [one, one, one], room)).toBe(true);
    expect(hasRoom(one, [one, one, one, one], room)).toBe(false);
  });

  it('counts the replicas of each run, asked for or chosen', () => {
    expect(hasRoom(two, [two], room)).toBe(true);
    expect(hasRoom(two, [two, run({ replicas: 1 })], room)).toBe(false);
    expect(hasRoom(run({ replicas: 1 }), [run({ batchSize: 64 }, 'xception')], room)).toBe(false);
  });

  it('starts what asks for more than there is when nothing else is at work', () => {
    expect(hasRoom(run({ replicas: 9 }), [], room)).toBe(true);
    expect(hasRoom(run({ replicas: 9 }), [two], room)).toBe(false);
  });

  it('lets a recipe that is not known start, so that its worker can say what is wrong', () => {
    expect(hasRoom(run({}, 'a-newer-network'), [two], room)).toBe(true);
  });
});
