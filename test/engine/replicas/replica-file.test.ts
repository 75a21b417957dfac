/** Replicas in processes meet at a file: what they exchange there, and that none waits for one that is gone. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ReplicaFailed } from '../../../src/engine/replicas/meeting-point';
import { FileMeeting, makeReplicaFile } from '../../../src/engine/replicas/replica-file';
import { buildEntries, type BuiltEntries } from '../../fixtures/build-entries';

let entries: BuiltEntries;
let folder = '';
let meetings: FileMeeting[] = [];
beforeAll(async () => {
  entries = await buildEntries({ 'test-companion': join(import.meta.dirname, 'test-companion.ts') });
});
afterAll(() => rmSync(entries.folder, { recursive: true, force: true }));
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cored-replica-file-'));
  meetings = [];
});
afterEach(() => {
  for (const meeting of meetings) meeting.close();
  rmSync(folder, { recursive: true, force: true });
});

function meetingsOf(count: number, findDead?: () => number | null): FileMeeting[] {
  const file = makeReplicaFile(join(folder, 'file'), count, 8);
  meetings = Array.from({ length: count }, (_, rank) => new FileMeeting(file, rank, findDead));
  return meetings;
}

describe('a meeting at a file', () => {
  it('shows each replica what the other laid out in the same round, however fast either is', () => {
    // Should the other side never come, this one ends instead of waiting for ever.
    const until = performance.now() + 60_000;
    const [own] = meetingsOf(2, () => (performance.now() > until ? 1 : null));
    const rounds = 2000;
    const workerData = { path: join(folder, 'file'), count: 2, chunkLength: 8, rounds };
    new Worker(join(entries.folder, 'test-companion.js'), { workerData });
    for (let round = 0; round < rounds; round++) {
      const [, other] = own?.nextChunks() ?? [];
      own?.setLength(1);
      own?.wait(0);
      expect(own?.lengthOf(1)).toBe(round);
      const filled = round % 9;
      expect([...(other?.subarray(0, filled) ?? [])]).toEqual(Array.from({ length: filled }, () => round));
    }
  });

  it('throws in a replica that waits for one that failed, and names it', () => {
    const [own, , third] = meetingsOf(3);
    third?.fail();
    // The first failure counts.
    own?.fail(1);
    own?.nextChunks();
    expect(() => own?.wait(0)).toThrow(new ReplicaFailed(2));
  });

  it('throws when a replica is gone without a word', () => {
    const [own] = meetingsOf(2, () => 1);
    own?.nextChunks();
    expect(() => own?.wait(0)).toThrow(new ReplicaFailed(1));
  });
});
