/** The peer itself where a Python with PyTorch is installed; what is said where none is. */
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { findPythons, Peer, peerSettings } from '../../../scripts/bench/peer';

const [python = null] = (await findPythons()).pythons;
const root = join(import.meta.dirname, '../../..');

it('says what was tried and what to do where the named Python has no PyTorch', async () => {
  const search = await findPythons(['/nowhere/python']);
  expect(search.pythons).toEqual([]);
  expect(search.obstacle).toContain('"/nowhere/python"');
  expect(search.obstacle).toContain('--python PATH');
});

it.skipIf(python === null)('does every objective, and lives on after a wrong one', async () => {
  const peer = await Peer.start(python ?? '', { root, set: 'native' });
  try {
    const small = { network: 'small-cnn', batch: 4, size: 64, threads: 1, device: 'cpu', setting: 'default' } as const;
    for (const objective of ['forward', 'ft', 'cored', 'cored-published']) {
      await peer.open({ ...small, objective });
      const { seconds, cpuSeconds } = await peer.steps(2);
      expect(seconds.length).toBe(2);
      expect(Math.min(...seconds)).toBeGreaterThan(0);
      expect(cpuSeconds).toBeGreaterThan(0);
      await peer.close();
    }
    await expect(peer.open({ ...small, objective: 'nothing' })).rejects.toThrow('nothing');
    await peer.open({ ...small, objective: 'ft' });
  } finally {
    await peer.end();
  }
});

it.skipIf(python === null)('keeps those of several Pythons that import torch', async () => {
  const search = await findPythons(['/nowhere/python', python ?? '']);
  expect(search.pythons).toEqual([python]);
  expect(search.obstacle).toContain('"/nowhere/python"');
});

it.skipIf(python === null)('runs in every setting', async () => {
  const peer = await Peer.start(python ?? '', { root, set: 'native' });
  try {
    for (const setting of peerSettings) {
      for (const objective of ['ft', 'cored', 'cored-published']) {
        await peer.open({ network: 'small-cnn', objective, batch: 2, size: 64, threads: 1, device: 'cpu', setting });
        expect((await peer.steps(1)).seconds.length, `${setting}, ${objective}`).toBe(1);
      }
    }
  } finally {
    await peer.end();
  }
});
