/** What was measured, for a terminal and in Markdown: the same tables in both. */
import { networkLabels, objectiveLabels } from './cases';
import { dispatchTable, gpuStepTable, workTable } from './gpu-tables';
import { machineLine } from './machine';
import { peerLine } from './peer';
import type { BenchRecord, KernelReport, MemoryReport, ProgramReport, Timing } from './record';
import { compare, spread, type Spread } from './statistics';
import { markdownTable, textTable, type Table } from './table';

/** Seconds are medians, with the least and the most behind them. */
export function timingTable(timings: readonly Timing[]): Table {
  return {
    headings: [
      'work',
      'engine',
      'batch',
      'ours, s',
      'PyTorch, s',
      'ours / PyTorch',
      'by round',
      'rounds',
      'PyTorch on',
      'fastest of PyTorch',
    ],
    texts: new Set(['work', 'engine', 'PyTorch on', 'fastest of PyTorch']),
    rows: timings.map(timingRow),
  };
}

function timingRow(timing: Timing): readonly string[] {
  const { network, objective, engine, batch, rounds, peerSet, device, torch, setting } = timing;
  const work = `${networkLabels[network]}, ${objectiveLabels[objective]}`;
  const counted = `${rounds.length} x ${rounds[0]?.ours.length ?? 0}`;
  if (peerSet === null) {
    const ours = spread(rounds.flatMap((round) => round.ours));
    return [work, engine, String(batch), seconds(ours), '-', '-', '-', counted, 'not timed', ''];
  }
  const { ours, peer, ratio, roundRatios } = compare(rounds);
  const byRound = `${Math.min(...roundRatios).toFixed(2)}-${Math.max(...roundRatios).toFixed(2)}`;
  const times = [seconds(ours), seconds(peer), ratio.toFixed(2), byRound, counted];
  const fastest = torch === null ? '' : `${torch}, ${setting ?? 'default'}`;
  return [work, engine, String(batch), ...times, peerLabelOf(device, peerSet), fastest];
}

function peerLabelOf(device: Timing['device'], peerSet: Timing['peerSet']): string {
  return [device === 'cuda' ? 'CUDA' : 'CPU', ...(peerSet === 'avx2' ? ['held to AVX2'] : [])].join(', ');
}

function seconds({ median, least, most }: Spread): string {
  return `${digits(median)} (${digits(least)}-${digits(most)})`;
}

function digits(value: number): string {
  if (value >= 10) return value.toFixed(1);
  return value.toFixed(value >= 0.1 ? 2 : 4);
}

export function memoryTable(reports: readonly MemoryReport[]): Table {
  return {
    headings: [
      'work',
      'engine',
      'batch',
      'steps',
      'resident, MiB',
      'growth',
      'heap, MiB',
      'growth of heap',
      'peak, MiB',
    ],
    texts: new Set(['work', 'engine']),
    rows: reports.map(({ network, objective, engine, batch, steps, settledSteps, early, late }) => [
      `${networkLabels[network]}, ${objective}`,
      engine,
      String(batch),
      String(steps),
      mebibytes(late.rssBytes),
      steps > settledSteps ? percent(late.rssBytes / early.rssBytes - 1) : '-',
      late.engineHeapBytes === null ? '-' : mebibytes(late.engineHeapBytes),
      steps > settledSteps && late.engineHeapBytes !== null && early.engineHeapBytes !== null
        ? percent(late.engineHeapBytes / early.engineHeapBytes - 1)
        : '-',
      mebibytes(late.peakRssBytes),
    ]),
  };
}

/** What a long run's memory is for, reading by reading. */
export function readingTable(reports: readonly MemoryReport[]): Table {
  const headings = [
    'memory of',
    'after step',
    'epochs',
    'resident, MiB',
    'engine heaps',
    'arrays',
    'scripts',
    'growth',
  ];
  const long = reports.filter(({ readings }) => readings.length > 1);
  return {
    headings,
    texts: new Set(['memory of', 'engine heaps']),
    rows: long.flatMap(({ network, objective, engine, batch, early, readings }) =>
      readings.map(({ steps, memory: { rssBytes, engineHeapBytes, replicas, arrayBytes, scriptBytes, epochs } }) => [
        `${networkLabels[network]}, ${objective}, batch ${batch}, ${engine}`,
        String(steps),
        epochs === null ? '-' : String(epochs),
        mebibytes(rssBytes),
        engineHeapBytes === null ? '-' : `${replicas ?? 1} x ${mebibytes(engineHeapBytes)}`,
        arrayBytes === null ? '-' : mebibytes(arrayBytes),
        scriptBytes === null ? '-' : mebibytes(scriptBytes),
        percent(rssBytes / early.rssBytes - 1),
      ]),
    ),
  };
}

/** One row per run; the whole command's seconds stand in each. */
export function programTable(reports: readonly ProgramReport[]): Table {
  return {
    headings: ['command', 'whole, s', 'run', 'engine', 'later epochs', 'their time, s', 'not computing'],
    texts: new Set(['command', 'run', 'engine']),
    rows: reports.flatMap(({ name, seconds: whole, runs }) =>
      runs.map(({ method, network, engine, share }) => [
        name,
        whole.toFixed(1),
        `${method}, ${network}`,
        engine,
        share === null ? '-' : String(share.epochs),
        share === null ? '-' : share.seconds.toFixed(1),
        share === null ? '-' : percent(share.outsideShare),
      ]),
    ),
  };
}

/** Rows per report; the JSON has all of them. */
const shownKernels = 25;
/** Of shapes, and of the pipelines behind them. */
const shownCharacters = 130;

/** The kernels that take longest, then what all of the others and everything between kernels take. */
export function kernelTable(report: KernelReport): Table {
  const { steps, medianSeconds, kernels } = report;
  const stepMs = medianSeconds * 1000;
  const row = (name: string, { shapes, calls, ms, operations }: Omit<KernelReport['kernels'][number], 'name'>) => [
    name,
    shortened(shapes),
    calls === 0 ? '' : (calls / steps).toFixed(0),
    (ms / steps).toFixed(2),
    percent(ms / steps / stepMs),
    operations === 0 || ms === 0 ? '' : ((operations * calls) / ms / 1e6).toFixed(1),
  ];
  const sum = (uses: KernelReport['kernels']) => uses.reduce((total, { ms }) => total + ms, 0);
  const rest = { shapes: '', calls: 0, operations: 0 };
  return {
    headings: [titleOf(report), 'shapes', 'calls', 'ms', 'of step', 'GFLOP/s'],
    texts: new Set([titleOf(report), 'shapes']),
    rows: [
      ...kernels.slice(0, shownKernels).map((use) => row(use.name, use)),
      row('other kernels', { ...rest, ms: sum(kernels.slice(shownKernels)) }),
      row(report.gpu ? 'GPU idle' : 'between kernels', { ...rest, ms: stepMs * steps - sum(kernels) }),
    ],
  };
}

/** Kernels of one name together. */
export function kernelSumTable(report: KernelReport): Table {
  const { steps, medianSeconds, kernels } = report;
  const sums = new Map<string, { calls: number; ms: number; operations: number }>();
  for (const { name, calls, ms, operations } of kernels) {
    const before = sums.get(name) ?? { calls: 0, ms: 0, operations: 0 };
    sums.set(name, {
      calls: before.calls + calls,
      ms: before.ms + ms,
      operations: before.operations + operations * calls,
    });
  }
  return {
    headings: [titleOf(report), 'calls', 'ms', 'of step', 'GFLOP/s'],
    texts: new Set([titleOf(report)]),
    rows: [...sums]
      .sort(([, left], [, right]) => right.ms - left.ms)
      .map(([name, { calls, ms, operations }]) => [
        name,
        (calls / steps).toFixed(0),
        (ms / steps).toFixed(2),
        percent(ms / steps / (medianSeconds * 1000)),
        operations === 0 || ms === 0 ? '' : (operations / ms / 1e6).toFixed(1),
      ]),
  };
}

/** The JSON has all of it. */
function shortened(shapes: string): string {
  return shapes.length <= shownCharacters ? shapes : `${shapes.slice(0, shownCharacters - 3)}...`;
}

/** Not those of a GPU without timestamps. */
function hasTimes({ gpu }: KernelReport): boolean {
  return (gpu?.obstacle ?? null) === null;
}

function titleOf({ network, objective, batch, engine }: KernelReport): string {
  return `kernels of ${networkLabels[network]}, ${objective}, batch ${batch}, ${engine}`;
}

function mebibytes(bytes: number): string {
  return (bytes / 2 ** 20).toFixed(0);
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

export function textReport(record: BenchRecord): string {
  const all = [...tables(record), ...record.kernels.filter(hasTimes).map(kernelTable)];
  return [...all.map(textTable), circumstances(record).join('\n')].join('\n\n');
}

/** The tables, but for single shapes of kernels, and what they were measured on. */
export function markdownSection(record: BenchRecord): string {
  const facts = circumstances(record).map((text) => `- ${text}`);
  return [...tables(record).map(markdownTable), facts.join('\n')].join('\n\n');
}

function tables({ timings, memory, programs, kernels, dispatches }: BenchRecord): readonly Table[] {
  const both = [memoryTable(memory), readingTable(memory)];
  const gpuTables = [gpuStepTable(kernels), dispatchTable(dispatches), ...dispatches.flatMap(workTable)];
  const kernelTables = [...kernels.filter(hasTimes).map(kernelSumTable), ...gpuTables];
  const all = [timingTable(timings), trialTable(timings), ...both, programTable(programs), ...kernelTables];
  return all.filter(({ rows }) => rows.length > 0);
}

/** Each version and setting of the peer that was tried before the rounds. */
export function trialTable(timings: readonly Timing[]): Table {
  const headings = ['trial of PyTorch', 'batch', 'on', 'version', 'setting', 'least, s'];
  return {
    headings,
    texts: new Set(['trial of PyTorch', 'on', 'version', 'setting']),
    rows: timings.flatMap(({ network, objective, batch, device, peerSet, trials }) =>
      trials.map(({ torch, setting, leastSeconds }) => [
        `${networkLabels[network]}, ${objectiveLabels[objective]}`,
        ...[String(batch), peerLabelOf(device, peerSet), torch, setting, digits(leastSeconds)],
      ]),
    ),
  };
}

/** Share of the cores from which on others spoil a figure. */
const disturbingShare = 0.05;

function circumstances(record: BenchRecord): readonly string[] {
  const { date, commit, machine, peers, parameters, loadBefore, skipped, memory } = record;
  const set = Object.entries(parameters).map(([key, value]) => `${key}=${value}`);
  const othersShare = Math.max(0, ...record.timings.map((timing) => timing.othersShare));
  const long = memory.filter(({ steps, settledSteps }) => steps > settledSteps);
  const settled = [...new Set(long.map(({ settledSteps }) => settledSteps))].join(', ');
  return [
    `Measured ${date.slice(0, 10)}${commit === null ? '' : ` at commit ${commit}`}, load before it ${loadBefore.toFixed(2)}.`,
    `Machine: ${machineLine(machine)}.`,
    ...record.engines.map(({ id, detail }) => `Engine ${id}: ${detail}.`),
    ...peers.map((peer) => `${peerLine(peer)}; ${record.threads} ${record.threads === 1 ? 'thread' : 'threads'}.`),
    ...(othersShare > disturbingShare
      ? [
          `Other programs took up to ${percent(othersShare)} of the cores meanwhile: these are not this machine's figures.`,
        ]
      : []),
    ...(set.length > 0 ? [`Set beside the defaults: ${set.join(', ')}.`] : []),
    ...(long.length > 0
      ? [
          `Growth of memory is that after step ${settled}, the first thread's garbage collected; checkpoints are written after every epoch.`,
          'Engine heaps are those of the replicas; arrays (images, copies of weights) and scripts are those of the first thread.',
        ]
      : []),
    ...new Set(record.kernels.flatMap(({ gpu }) => (gpu?.obstacle ? [`Not measured: ${gpu.obstacle}`] : []))),
    ...skipped.map((text) => `Not measured: ${text}`),
  ];
}
