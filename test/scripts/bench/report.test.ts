import { expect, it } from 'vitest';
import { gpuStepTable, workTable } from '../../../scripts/bench/gpu-tables';
import { BenchRecord, type Timing } from '../../../scripts/bench/record';
import {
  markdownSection,
  kernelSumTable,
  kernelTable,
  memoryTable,
  readingTable,
  programTable,
  textReport,
  timingTable,
  trialTable,
} from '../../../scripts/bench/report';
import { textTable } from '../../../scripts/bench/table';

const timing: Timing = {
  network: 'xception',
  objective: 'ft',
  engine: 'wasm',
  batch: 16,
  size: 128,
  device: 'cpu',
  peerSet: 'native',
  torch: '2.15.0',
  setting: 'channels_last',
  trials: [],
  othersShare: 0.01,
  rounds: [
    { ours: [2, 2], peer: [1, 1] },
    { ours: [3, 3], peer: [2, 2] },
  ],
};

const rowOf = (one: Timing) => timingTable([one]).rows[0] ?? [];

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
  peers: [{ torch: '1.13', python: '3.11', cuda: null, capability: 'AVX2', libraries: ['MKL-DNN v2'], tf32: null }],
  engines: [{ id: 'wasm', detail: 'A processor, 2 cores' }],
  threads: 2,
  parameters: { replicas: 1 },
  loadBefore: 0.1,
  timings: [timing],
  memory: [],
  programs: [],
  kernels: [],
  dispatches: [],
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
    '2.15.0, channels_last',
  ]);
});

it('leaves the peer out where none was timed', () => {
  const alone: Timing = { ...timing, peerSet: null, rounds: [{ ours: [0.05], peer: [] }] };
  expect(rowOf(alone).slice(3)).toEqual(['0.0500 (0.0500-0.0500)', '-', '-', '-', '1 x 1', 'not timed', '']);
});

it('says what the peer was held to and what it ran on', () => {
  expect(rowOf({ ...timing, peerSet: 'avx2' }).at(-2)).toBe('CPU, held to AVX2');
  expect(rowOf({ ...timing, device: 'cuda' }).at(-2)).toBe('CUDA');
});

it('lists the versions and settings that were tried', () => {
  const trials = [
    { torch: '1.13.0', setting: 'default', leastSeconds: 2 },
    { torch: '2.15.0', setting: 'channels_last', leastSeconds: 1.5 },
  ] as const;
  expect(trialTable([{ ...timing, trials: [...trials] }]).rows).toEqual([
    ['Xception, plain training step', '16', 'CPU', '1.13.0', 'default', '2.00'],
    ['Xception, plain training step', '16', 'CPU', '2.15.0', 'channels_last', '1.50'],
  ]);
});

it('reads records of one peer', () => {
  const { peers, ...rest } = record;
  expect(BenchRecord.parse({ ...rest, peer: peers[0] }).peers).toEqual(peers);
  expect(BenchRecord.parse({ ...rest, peer: null }).peers).toEqual([]);
  expect(BenchRecord.parse(record)).toEqual(record);
});

it('aligns the columns of the text table', () => {
  const [headings = '', row = ''] = textTable(timingTable([timing])).split('\n');
  expect(headings.indexOf('engine')).toBe(row.indexOf('wasm'));
  expect(headings.indexOf('ours / PyTorch') + 'ours / PyTorch'.length).toBe(row.indexOf('1.67') + '1.67'.length);
});

it('puts date, machine, peer, parameters and what was skipped under the Markdown table', () => {
  expect(markdownSection(record).split('\n').slice(3)).toEqual([
    '',
    '- Measured 2026-01-02 at commit abc1234, load before it 0.10.',
    '- Machine: A processor, 2 cores, avx2, 8 GiB, linux-x64, Node v24.0.0.',
    '- Engine wasm: A processor, 2 cores.',
    '- PyTorch 1.13, Python 3.11, own kernels AVX2, MKL-DNN v2; 2 threads.',
    '- Set beside the defaults: replicas=1.',
    '- Not measured: engine webgpu. There is no GPU.',
  ]);
});

it('leaves out the tables of what was not measured', () => {
  expect(markdownSection({ ...record, timings: [] })).not.toContain('|');
});

const mib = 2 ** 20;

const split = { arrayBytes: 300 * mib, scriptBytes: 20 * mib, replicas: 2, epochs: 1, tensors: 5 };
const early = { ...split, rssBytes: 1000 * mib, peakRssBytes: 1100 * mib, engineHeapBytes: 400 * mib };
const late = { ...split, epochs: 26, rssBytes: 1015 * mib, peakRssBytes: 1200 * mib, engineHeapBytes: 400 * mib };

it('gives growth from the settled step to the last, of the resident set and of the heap', () => {
  const run = {
    network: 'xception',
    objective: 'cored',
    engine: 'wasm',
    batch: 16,
    steps: 200,
    settledSteps: 10,
  } as const;
  const { rows } = memoryTable([{ ...run, early, late, readings: [], medianSeconds: 1 }]);
  expect(rows[0]?.slice(3)).toEqual(['200', '1015', `${((15 / 1000) * 100).toFixed(1)} %`, '400', '0.0 %', '1200']);
  const heapless = {
    ...run,
    steps: 5,
    settledSteps: 5,
    early,
    late: { ...late, engineHeapBytes: null },
    readings: [],
    medianSeconds: 1,
  };
  expect(memoryTable([heapless]).rows[0]?.slice(3)).toEqual(['5', '1015', '-', '-', '-', '1200']);
});

it('tells at each reading what the memory is for', () => {
  const run = { network: 'xception', objective: 'cored', engine: 'wasm', batch: 16, medianSeconds: 1 } as const;
  const readings = [
    { steps: 10, memory: early },
    { steps: 210, memory: late },
  ];
  const { rows } = readingTable([{ ...run, steps: 210, settledSteps: 10, early, late, readings }]);
  expect(rows.map((row) => row.slice(1))).toEqual([
    ['10', '1', '1000', '2 x 400', '300', '20', '0.0 %'],
    ['210', '26', '1015', '2 x 400', '300', '20', `${((15 / 1000) * 100).toFixed(1)} %`],
  ]);
});

it('gives the share of later epochs that did not compute', () => {
  const share = { epochs: 3, seconds: 20, engineSeconds: 19, outsideShare: 0.05 };
  const run = { id: 'a', method: 'ft', network: 'small-cnn', engine: 'wasm' };
  const { rows } = programTable([
    {
      name: 'demo',
      seconds: 100,
      runs: [
        { ...run, share },
        { ...run, share: null },
      ],
    },
  ]);
  expect(rows.map((row) => row.slice(4))).toEqual([
    ['3', '20.0', '5.0 %'],
    ['-', '-', '-'],
  ]);
});

it('says when other programs took enough of the cores to spoil the figures', () => {
  expect(markdownSection(record)).not.toContain('Other programs');
  const disturbed = { ...record, timings: [{ ...timing, othersShare: 0.25 }] };
  expect(markdownSection(disturbed)).toContain('Other programs took up to 25.0 % of the cores meanwhile');
});

const kernels = [
  { name: 'Conv2D', shapes: 'large', calls: 4, ms: 40, operations: 5e8 },
  { name: 'Add', shapes: 'any', calls: 2, ms: 20, operations: 0 },
  { name: 'Conv2D', shapes: 'small', calls: 2, ms: 10, operations: 1e8 },
];
const one = { network: 'xception', objective: 'ft', engine: 'wasm', batch: 16, steps: 2 } as const;
const profile = { ...one, kernels, gpu: null };

it('gives kernels per step with their share and speed, and what is left between them', () => {
  const { rows } = kernelTable({ ...profile, kernels: [...kernels], medianSeconds: 0.05 });
  expect(rows[0]).toEqual(['Conv2D', 'large', '2', '20.00', '40.0 %', ((5e8 * 4) / 0.04 / 1e9).toFixed(1)]);
  expect(rows[1]?.slice(2)).toEqual(['1', '10.00', '20.0 %', '']);
  expect(rows.at(-1)).toEqual(['between kernels', '', '', (50 - 70 / 2).toFixed(2), '30.0 %', '']);
});

it('adds up the kernels of one name', () => {
  const { rows } = kernelSumTable({ ...profile, kernels: [...kernels], medianSeconds: 0.05 });
  expect(rows.map(([name, calls, ms]) => [name, calls, ms])).toEqual([
    ['Conv2D', '3', '25.00'],
    ['Add', '1', '10.00'],
  ]);
  expect(rows[0]?.at(-1)).toBe(((5e8 * 4 + 1e8 * 2) / 0.05 / 1e9).toFixed(1));
});

const gpu = { dispatches: 71, javascriptMilliseconds: 3.04, milliseconds: 12.34, obstacle: null };

it('gives the work of a step on a GPU, and leaves kernels without times out with the reason', () => {
  const onGpu = { ...one, engine: 'webgpu', kernels, medianSeconds: 0.02 } as const;
  const timed = { ...record, timings: [], kernels: [{ ...onGpu, gpu }] };
  expect(textReport(timed)).toContain('GPU idle');
  expect(gpuStepTable(timed.kernels).rows).toEqual([['Xception, ft', '16', '20.0', '12.3', '71', '3.0']]);
  const obstacle = 'The GPU has no timestamps.';
  const untimed = { ...record, timings: [], kernels: [{ ...onGpu, gpu: { ...gpu, milliseconds: null, obstacle } }] };
  expect(textReport(untimed)).not.toContain('Conv2D');
  expect(textReport(untimed)).toContain(`Not measured: ${obstacle}`);
  expect(textReport(untimed)).toContain('no timestamps');
});

it('puts the bytes of kernels beside the least that they could move, and sums them up', () => {
  const row = { calls: 1, dispatches: 2, leastBytes: 20e6, operations: 3e9 };
  const work = {
    kernels: [
      { ...row, name: 'Conv2D', bytesRead: 30e6, bytesWritten: 10e6 },
      { ...row, name: 'copy', calls: 0, leastBytes: 0, operations: 0, bytesRead: 5e6, bytesWritten: 5e6 },
    ],
    lastBytes: { read: 33e6, written: 12e6 },
    least: { operations: 2e9, bytes: 15e6 },
  };
  const report = { network: 'xception', batch: 16, size: 128, steps: 1, dispatches: 4, medianMilliseconds: 1 } as const;
  expect(workTable({ ...report, work }).flatMap(({ rows }) => rows)).toEqual([
    ['Conv2D', '1', '2', '30', '10', '20', ((30 + 10) / 20).toFixed(2), '3.00'],
    ['copy', '', '2', '5.00', '5.00', '', '', ''],
    ['all', '1', '4', '35', '15', '20', ((35 + 15) / 20).toFixed(2), '3.00'],
    ['all, in a later step', '', '', '33', '12', '', '', ''],
    ['convolutions, dense and update alone', '', '', '', '', '15', '', '2.00'],
  ]);
  expect(workTable({ ...report, work: null })).toEqual([]);
});
