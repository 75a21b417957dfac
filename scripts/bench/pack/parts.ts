/** What is measured and checked on a machine with a GPU, in the order of its weight, each with a limit. */
import type { NetworkId, Objective } from '../cases';

export interface Part {
  readonly name: string;
  readonly program: 'cli.js' | 'pack-bench.js' | 'pack-golden.js';
  readonly args: readonly string[];
  readonly limitSeconds: number;
  /** Ratio of ours to the fastest PyTorch that is to be reached, and the one that is aimed at. */
  readonly goal?: { readonly reach: number; readonly aim: number };
}

/** CoReD's feature maps need it. */
const rehearsedSize = '64';

interface Row {
  readonly network: NetworkId;
  readonly objective: Objective;
  readonly batch: number;
  readonly engine: 'webgpu' | 'tensorflow';
  readonly precision: 'float32' | 'mixed';
  readonly reach: number;
  readonly aim: number;
}

const float32 = { engine: 'webgpu', precision: 'float32' } as const;
const rows: readonly Row[] = [
  { ...float32, network: 'xception', objective: 'ft', batch: 64, reach: 3, aim: 1.5 },
  { ...float32, network: 'xception', objective: 'ft', batch: 64, precision: 'mixed', reach: 2, aim: 1 },
  { ...float32, network: 'xception', objective: 'ft', batch: 16, reach: 3, aim: 1.2 },
  { ...float32, network: 'xception', objective: 'cored', batch: 64, reach: 3, aim: 1.3 },
  { ...float32, network: 'xception', objective: 'cored-published', batch: 16, reach: 0.3, aim: 0.15 },
  { ...float32, network: 'efficientnet-b0', objective: 'ft', batch: 64, reach: 4, aim: 1.5 },
  { ...float32, network: 'xception', objective: 'ft', batch: 16, engine: 'tensorflow', reach: 2, aim: 1.2 },
];

export interface PartOptions {
  /** Small networks and images: whether everything runs, not how fast. */
  readonly isRehearsal: boolean;
  readonly pythons: readonly string[];
  readonly output: string;
}

/** The whole of their limits is less than eight minutes. */
export function listParts(options: PartOptions): Part[] {
  const { isRehearsal, output } = options;
  const networks: readonly NetworkId[] = isRehearsal ? ['small-cnn'] : ['xception', 'efficientnet-b0'];
  const size = isRehearsal ? ['--size', rehearsedSize] : [];
  const steps = isRehearsal ? ['--steps', '1'] : ['--steps', '2'];
  const json = (name: string) => ['--out', `${output}/${name}.json`];
  const kernelBatch = isRehearsal ? 4 : 64;
  const golden = isRehearsal ? ['--name', 'small-cnn, ft', 'trajectories'] : [];
  return [
    {
      name: 'doctor',
      program: 'cli.js',
      args: ['doctor', '--measure', '--json', '--workspace', `${output}/workspace`],
      limitSeconds: 45,
    },
    { name: 'golden', program: 'pack-golden.js', args: golden, limitSeconds: 60 },
    ...rows.map((row) => timingPart(row, options)),
    ...networks.map((network): Part => {
      const name = `kernels-${network}`;
      const what = ['--kernels', '--engine', 'webgpu', '--network', network, '--batch', String(kernelBatch)];
      return { name, program: 'pack-bench.js', args: [...what, ...size, ...steps, ...json(name)], limitSeconds: 30 };
    }),
    {
      ...{ name: 'dispatches', program: 'pack-bench.js', limitSeconds: 25 },
      args: ['--dispatches', '--network', ...networks, '--steps', '4', ...json('dispatches')],
    },
  ];
}

function timingPart(row: Row, { isRehearsal, pythons, output }: PartOptions): Part {
  const { objective, engine, precision, reach, aim } = row;
  const [network, batch] = isRehearsal ? (['small-cnn', 4] as const) : [row.network, row.batch];
  const name = `timing-${row.network}-${objective}-${row.batch}-${engine}-${precision}`;
  const what = [
    '--timings',
    '--engine',
    engine,
    '--network',
    network,
    '--objective',
    objective,
    '--batch',
    String(batch),
  ];
  const rounds = isRehearsal
    ? ['--rounds', '1', '--steps', '1', '--size', rehearsedSize]
    : ['--rounds', '3', '--steps', '4'];
  const python = pythons.length > 0 ? ['--python', ...pythons] : [];
  const peer = engine === 'tensorflow' && !isRehearsal ? ['--peer-device', 'cuda'] : [];
  const set = precision === 'mixed' ? ['--set', 'precision=mixed'] : [];
  const args = [...what, ...rounds, ...python, ...peer, ...set, '--out', `${output}/${name}.json`];
  return { name, program: 'pack-bench.js', args, limitSeconds: 38, goal: { reach, aim } };
}
