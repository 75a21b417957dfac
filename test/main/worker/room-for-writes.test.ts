/** A training on a disk that is full: written by turns that fail until there is room. */
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { NoRoomError } from '../../../src/main/files/write-failure';
import { RoomForWrites } from '../../../src/main/worker/room-for-writes';
import type { NoRoom } from '../../../src/shared/no-room';

const lack: NoRoom = { path: join(tmpdir(), 'checkpoint'), neededBytes: 10, freeBytes: 0 };

function setUp() {
  const said: string[] = [];
  const state = { isStopped: false };
  const room = new RoomForWrites({
    onHold: async ({ path }) => void said.push(`held: ${path}`),
    onRoom: async () => void said.push('goes on'),
    comeBy: () => undefined,
    isStopped: () => state.isStopped,
    lookMs: 1,
  });
  return { room, said, state };
}

it('waits, says so once, and goes on with the write when there is room', async () => {
  const { room, said } = setUp();
  let failures = 3;
  const write = async () => {
    if (failures-- > 0) throw new NoRoomError(lack);
    return 'written';
  };
  expect(await room.keep(write)).toBe('written');
  expect(said).toEqual([`held: ${lack.path}`, 'goes on']);
  expect(room.heldSeconds).toBeGreaterThan(0);
});

it('holds two writes with one word about it', async () => {
  const { room, said } = setUp();
  let isFull = true;
  const write = async () => {
    if (isFull) throw new NoRoomError(lack);
  };
  const both = Promise.all([room.keep(write), room.keep(write)]);
  await new Promise((resolve) => setTimeout(resolve, 20));
  isFull = false;
  await both;
  expect(said).toEqual([`held: ${lack.path}`, 'goes on']);
});

it('gives up when the run is stopped meanwhile, and lets any other error through at once', async () => {
  const { room, state } = setUp();
  const full = room.keep(() => Promise.reject(new NoRoomError(lack)));
  state.isStopped = true;
  await expect(full).rejects.toThrow('There is no room on the disk for');
  await expect(room.keep(() => Promise.reject(new Error('EIO')))).rejects.toThrow('EIO');
});
