/** Memory of the engine that runs out: an error that says so, and nothing written to where no memory is. */
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { openEngine } from '../../../src/engine/open-engine';
import { OutOfMemoryError } from '../../../src/engine/out-of-memory';
import { KernelMemory } from '../../../src/engine/wasm/kernel-memory';

beforeAll(() => openEngine('wasm'));

it('throws where the backend has no room for a tensor, from the first one on, and goes on with smaller ones', () => {
  const memory = KernelMemory.of(tf.backend());
  // Values; WebAssembly addresses 2^32 bytes. Nothing is written to them, so that no real memory is taken.
  const most = memory.allocate([0.9 * 2 ** 30]);
  expect(() => memory.allocate([0.2 * 2 ** 30])).toThrow(OutOfMemoryError);
  expect(() => memory.allocate([0.2 * 2 ** 30])).toThrow('no room for another 820 MiB');
  memory.release(most);
  expect([...tf.add(tf.tensor1d([1, 2]), 1).dataSync()]).toEqual([2, 3]);
  memory.release(memory.allocate([0.2 * 2 ** 30]));
});
