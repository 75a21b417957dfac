import { expect, it } from 'vitest';
import type { BenchRecord, Timing } from '../../../scripts/bench/record';
import { beginMark, endMark, markdownSection, refreshPage, rowOf, textTable } from '../../../scripts/bench/table';

const timing: Timing = {
  network: 'xception',
  objective: 'ft',
  engine: 'wasm',
  batch: 16,
  size: 128,
  device: 'cpu',
  peerSet: 'native',
  rounds: [
    { ours: [2, 2], peer: [1, 1] },
    { ours: [3, 3], peer: [2, 2] },
  ],
};

const record: BenchRecord = {
  format: 1,
  date: '2026-01-02T03:04:05.000Z',
  commit: 'abc1234',
  machine: {
    processor: 'A processor',
    cores: 2,
    memoryGiB: 8,
    platform: 'linux-x64',
    vectorSets: ['avx2'],
    node: 'v24.0.0',
    v8: '13',
  },
  peer: { torch: '1.13', python: '3.11', cuda: null, capability: 'AVX2', libraries: ['MKL-DNN v2'] },
  parameters: { replicas: 1 },
  loadBefore: 0.1,
  timings: [timing],
  skipped: ['engine webgpu. There is no GPU.'],
};

it('gives medians with their spread, their ratio, and the ratios of the rounds', () => {
  expect(rowOf(timing)).toEqual([
    'Xception, plain training step',
    'wasm',
    '16',
    '2.50 (2.00-3.00)',
    '1.50 (1.00-2.00)',
    (2.5 / 1.5).toFixed(2),
    `${(3 / 2).toFixed(2)}-${(2 / 1).toFixed(2)}`,
    '2 x 2',
    'CPU',
  ]);
});

it('leaves the peer out where none was timed', () => {
  const alone: Timing = { ...timing, peerSet: null, rounds: [{ ours: [0.05], peer: [] }] };
  expect(rowOf(alone).slice(3)).toEqual(['0.0500 (0.0500-0.0500)', '-', '-', '-', '1 x 1', 'none']);
});

it('says what the peer was held to and what it ran on', () => {
  expect(rowOf({ ...timing, peerSet: 'avx2' }).at(-1)).toBe('CPU, held to AVX2');
  expect(rowOf({ ...timing, device: 'cuda' }).at(-1)).toBe('CUDA');
});

it('aligns the columns of the text table', () => {
  const [headings = '', row = ''] = textTable([timing]).split('\n');
  expect(headings.indexOf('engine')).toBe(row.indexOf('wasm'));
  expect(headings.indexOf('ours / peer') + 'ours / peer'.length).toBe(row.indexOf('1.67') + '1.67'.length);
});

it('puts date, machine, peer, parameters and what was skipped under the Markdown table', () => {
  expect(markdownSection(record).split('\n').slice(3)).toEqual([
    '',
    '- Measured 2026-01-02 at commit abc1234, load before it 0.10.',
    '- Machine: A processor, 2 cores, avx2, 8 GiB, linux-x64, Node v24.0.0.',
    '- Peer: PyTorch 1.13, Python 3.11, own kernels AVX2, MKL-DNN v2; as many threads as cores.',
    '- Set beside the defaults: replicas=1.',
    '- Not timed: engine webgpu. There is no GPU.',
  ]);
});

it('replaces what stands between the marks and nothing else, as often as it is asked', () => {
  const page = `# Title\n\n${beginMark}\nold\n${endMark}\n\nend\n`;
  const once = refreshPage(page, 'new');
  expect(once).toBe(`# Title\n\n${beginMark}\n\nnew\n\n${endMark}\n\nend\n`);
  expect(refreshPage(once, 'new')).toBe(once);
});

it('refuses a page without the marks in their order', () => {
  expect(() => refreshPage('# Title\n', 'new')).toThrow(beginMark);
  expect(() => refreshPage(`${endMark}\n${beginMark}\n`, 'new')).toThrow(endMark);
});
