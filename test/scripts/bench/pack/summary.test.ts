import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { summaryPage } from '../../../../scripts/bench/pack/summary';
import type { Part } from '../../../../scripts/bench/pack/parts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cored-pack-'));
});
afterAll(async () => rm(folder, { recursive: true }));

const facts = { vulkan: 'a loader', isRehearsal: false, seconds: 12 };
const machine = {
  processor: 'A',
  cores: 1,
  memoryGiB: 1,
  platform: 'linux-x64',
  vectorSets: [],
  node: 'v24',
  v8: '13',
};
const empty = { memory: [], programs: [], kernels: [], dispatches: [], skipped: [], engines: [], peers: [] };
const record = {
  ...{ format: 1, date: '2026-01-02T03:04:05.000Z', commit: 'abc', machine, threads: 1, parameters: {}, loadBefore: 0 },
  ...{ ...empty, timings: [] },
};
const timing = {
  ...{
    network: 'xception',
    objective: 'ft',
    engine: 'webgpu',
    batch: 64,
    size: 128,
    device: 'cuda',
    peerSet: 'native',
  },
  ...{ torch: '2.15.0', setting: 'channels_last', trials: [], othersShare: 0, rounds: [{ ours: [3], peer: [2] }] },
};

function part(name: string, program: Part['program'] = 'pack-bench.js'): Part {
  return { name, program, args: [], limitSeconds: 1, goal: { reach: 3, aim: 1.5 } };
}

async function leave(name: string, content: object, log = ''): Promise<void> {
  await writeFile(join(folder, `${name}.json`), JSON.stringify(content));
  await writeFile(join(folder, `${name}.log`), log);
}

it('puts ratios beside their goals, and says what failed or was skipped and why', async () => {
  await leave('good', { ...record, timings: [timing] });
  await leave('none', { ...record, skipped: ['engine tensorflow. No TensorFlow is set up.'] });
  await writeFile(
    join(folder, 'bad.log'),
    'Failed: small, ft: it ended with status 1.\nAppError: Unknown parameter.\n  at x\n',
  );
  const results = [
    { part: part('good'), seconds: 1, failure: null },
    { part: part('none'), seconds: 2, failure: null },
    { part: part('bad'), seconds: 3, failure: 'it ended with status 1' },
  ];
  const page = await summaryPage(folder, results, facts);
  expect(page).toContain('| good | 1 | done |');
  expect(page).toContain('| none | 2 | skipped: engine tensorflow. No TensorFlow is set up. |');
  expect(page).toContain(
    '| bad | 3 | it ended with status 1. Failed: small, ft: it ended with status 1.. AppError: Unknown',
  );
  expect(page).toContain(`| ${(3 / 2).toFixed(2)} | 3 | 1.5 | PyTorch 2.15.0, channels_last, CUDA |`);
  expect(page).not.toContain('rehearsal');
});

it('says of golden checks what they counted, and of a rehearsal that it measures nothing', async () => {
  await writeFile(join(folder, 'golden.log'), 'passed: a\n1 passed, 0 failed, 2 skipped\n');
  const golden = { part: part('golden', 'pack-golden.js'), seconds: 4, failure: null };
  const page = await summaryPage(folder, [golden], { ...facts, isRehearsal: true });
  expect(page).toContain('| golden | 4 | 1 passed, 0 failed, 2 skipped |');
  expect(page).toContain('no figure of it is a measurement');
});
