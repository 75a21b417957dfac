/** How many runs train at once. */
import { describe, expect, it } from 'vitest';
import { coresOf } from '../../../src/main/runs/cores-of-run';
import { hasRoom } from '../../../src/main/runs/room-for-run';
import type { Parameters } from '../../../src/shared/field';

const room = { slots: 4, memory: 64 * 2 ** 30 };
const cores = (parameters: Parameters, network = 'small-cnn') =>
  coresOf({ recipe: { method: 'ft', network, parameters }, engine: 'auto', ...room });

describe('hasRoom', () => {
  it('fills the cores with runs of one replica, as many as there are', () => {
    expect(hasRoom(1, [1, 1, 1], room.slots)).toBe(true);
    expect(hasRoom(1, [1, 1, 1, 1], room.slots)).toBe(false);
  });

  it('counts the replicas of each run', () => {
    expect(hasRoom(2, [2], room.slots)).toBe(true);
    expect(hasRoom(2, [2, 1], room.slots)).toBe(false);
  });

  it('starts what asks for more than there is when nothing else is at work', () => {
    expect(hasRoom(9, [], room.slots)).toBe(true);
    expect(hasRoom(9, [2], room.slots)).toBe(false);
  });
});

describe('coresOf', () => {
  it('is the replicas of a run, asked for or chosen', () => {
    expect(cores({ batchSize: 8 })).toBe(1);
    expect(cores({ replicas: 2 })).toBe(2);
    expect(cores({ batchSize: 64 }, 'xception')).toBe(room.slots);
  });

  it('lets a recipe that is not known start, so that its worker can say what is wrong', () => {
    expect(cores({}, 'a-newer-network')).toBe(1);
  });
});
