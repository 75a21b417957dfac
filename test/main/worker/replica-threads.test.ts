/** Threads that share memory: what they exchange, and that none waits for one that is gone. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Replica } from '../../../src/core/training/replica';
import { openEngine } from '../../../src/engine/open-engine';
import { withReplicas } from '../../../src/main/worker/replica-threads';
import { buildEntries, type BuiltEntries } from '../../fixtures/build-entries';
import { exchange, modes } from './test-exchange';

let entries: BuiltEntries;

beforeAll(async () => {
  entries = await buildEntries({ 'test-replica': join(import.meta.dirname, 'test-replica.ts') });
  await openEngine('cpu');
});
afterAll(() => rm(entries.folder, { recursive: true, force: true }));

function run<Result>(mode: (typeof modes)[number], train: (replica: Replica) => Promise<Result>): Promise<Result> {
  const recipe = { method: 'ft', network: 'small-cnn', parameters: {} };
  const nothing = { tasks: [], initialWeights: null, resumeFrom: null, startStage: undefined };
  const training = { engine: 'cpu', recipe, seed: modes.indexOf(mode), microBatches: 1, ...nothing } as const;
  const thread = pathToFileURL(join(entries.folder, 'test-replica.js'));
  // Chunks of 64 numbers, so that tensors lie across their ends.
  return withReplicas({ count: 3, training, thread, chunkLength: 64 }, train);
}

const both = async (replica: Replica) => {
  await exchange(replica, 3);
  await exchange(replica, 3);
  return replica.rank;
};

describe('replicas in threads', () => {
  it("gather and add up each other's numbers, in the order of the ranks, over the ends of chunks", async () => {
    expect(await run('exchanges', both)).toBe(0);
  });

  it('wait for one that computes for long', async () => {
    expect(await run('computes', both)).toBe(0);
  });

  it('all end when one throws, and its error is told', async () => {
    await expect(run('throws', both)).rejects.toMatchObject({ code: 'damaged', message: 'Replica 2 broke.' });
  });

  it('all end when a thread exits', async () => {
    await expect(run('exits', both)).rejects.toThrow('Replica 1 ended early (exit code 3)');
  });

  it('all end when a thread is gone without a word', async () => {
    await expect(run('vanishes', both)).rejects.toThrow('Replica 1 ended early (exit code 3)');
  });

  it('all end when the first one throws, and its error is told', async () => {
    const failing = async (replica: Replica) => {
      await exchange(replica, 3);
      throw new Error('The first broke.');
    };
    await expect(run('exchanges', failing)).rejects.toThrow('The first broke.');
  });
});
