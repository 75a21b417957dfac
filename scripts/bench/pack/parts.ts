/** What is measured and checked on a machine with a GPU, in the order of its weight, each with a limit. */
import { join } from 'node:path';
import type { NetworkId, Objective } from '../cases';

export interface Part {
  readonly name: string;
  readonly program: 'cli.js' | 'pack-bench.js' | 'pack-golden.js';
  readonly args: readonly string[];
  readonly limitSeconds: number;
  /** Ratio of ours to the fastest PyTorch that is to be reached, and the one that is aimed at. */
  readonly goal?: { readonly reach: number; readonly aim: number };
}

interface Row {
  readonly network: NetworkId;
  readonly objective: Objective;
  readonly batch: number;
  readonly engine: 'webgpu' | 'tensorflow';
  readonly precision: 'float32' | 'mixed';
  readonly reach: number;
  readonly aim: number;
  /** Whether a rehearsal has it too. */
  readonly isRehearsed?: true;
}

const float32 = { engine: 'webgpu', precision: 'float32' } as const;
const rows: readonly Row[] = [
  { ...float32, network: 'xception', objective: 'ft', batch: 64, reach: 3, aim: 1.5 },
  {
    ...float32,
    network: 'xception',
    objective: 'ft',
    batch: 64,
    precision: 'mixed',
    reach: 2,
    aim: 1,
    isRehearsed: true,
  },
  { ...float32, network: 'xception', objective: 'ft', batch: 16, reach: 3, aim: 1.2 },
  { ...float32, network: 'xception', objective: 'cored', batch: 64, reach: 3, aim: 1.3 },
  {
    ...float32,
    network: 'xception',
    objective: 'cored-published',
    batch: 16,
    reach: 0.3,
    aim: 0.15,
    isRehearsed: true,
  },
  { ...float32, network: 'efficientnet-b0', objective: 'ft', batch: 64, reach: 4, aim: 1.5 },
  {
    ...float32,
    network: 'xception',
    objective: 'ft',
    batch: 16,
    engine: 'tensorflow',
    reach: 2,
    aim: 1.2,
    isRehearsed: true,
  },
];

export interface PartOptions {
  /** Small networks and images: whether everything runs, not how fast. */
  readonly isRehearsal: boolean;
  readonly pythons: readonly string[];
  readonly output: string;
}

/** An emulated GPU takes longer to compile than to compute: a rehearsal has fewer parts, and more time for each. */
const measured = { golden: 60, timing: 38, kernels: 30 };
const rehearsed = { golden: 170, timing: 55, kernels: 60 };

/** The whole of their limits is less than eight minutes. */
export function listParts(options: PartOptions): Part[] {
  const { isRehearsal, output } = options;
  const limits = isRehearsal ? rehearsed : measured;
  const networks: readonly NetworkId[] = isRehearsal ? ['small-cnn'] : ['xception', 'efficientnet-b0'];
  const kernels = isRehearsal ? ['--batch', '4', '--size', '32', '--steps', '1'] : ['--batch', '64', '--steps', '2'];
  const doctor = ['doctor', '--measure', '--json', '--workspace', join(output, 'workspace')];
  const golden = isRehearsal ? ['--name', 'small-cnn, ft', 'trajectories'] : [];
  return [
    { name: 'doctor', program: 'cli.js', args: doctor, limitSeconds: 45 },
    { name: 'golden', program: 'pack-golden.js', args: golden, limitSeconds: limits.golden },
    ...rows
      .filter(({ isRehearsed = false }) => isRehearsed || !isRehearsal)
      .map((row) => timingPart(row, { ...options, limitSeconds: limits.timing })),
    ...networks.map((network): Part => {
      const args = ['--kernels', '--engine', 'webgpu', '--network', network, ...kernels];
      return benchPart(`kernels-${network}`, { args, limitSeconds: limits.kernels, output });
    }),
    benchPart('dispatches', {
      ...{ args: ['--dispatches', '--network', ...networks, '--steps', '4'], limitSeconds: 25, output },
    }),
  ];
}

interface BenchPart {
  readonly args: readonly string[];
  readonly limitSeconds: number;
  readonly output: string;
}

function benchPart(name: string, { args, limitSeconds, output }: BenchPart): Part {
  return { name, program: 'pack-bench.js', args: [...args, '--out', join(output, `${name}.json`)], limitSeconds };
}

function timingPart(
  { network, objective, batch, engine, precision, reach, aim }: Row,
  { isRehearsal, pythons, output, limitSeconds }: PartOptions & { limitSeconds: number },
): Part {
  // CoReD's feature maps need 64 pixels.
  const size = objective === 'ft' ? '32' : '64';
  const args = [
    ...['--timings', '--engine', engine, '--objective', objective],
    ...(isRehearsal
      ? ['--network', 'small-cnn', '--batch', '4', '--rounds', '1', '--steps', '1', '--size', size]
      : ['--network', network, '--batch', String(batch), '--rounds', '3', '--steps', '4']),
    ...(pythons.length > 0 ? ['--python', ...pythons] : []),
    ...(engine === 'tensorflow' && !isRehearsal ? ['--peer-device', 'cuda'] : []),
    ...(precision === 'mixed' ? ['--set', 'precision=mixed'] : []),
  ];
  const name = ['timing', network, objective, batch, engine, precision].join('-');
  return { ...benchPart(name, { args, limitSeconds, output }), goal: { reach, aim } };
}
