/** The flags of `npm run bench`. */
import { Command, InvalidArgumentError, Option } from 'commander';
import { engineIds, type EngineId } from '../../src/shared/recipe';
import { networkIds, objectives, type NetworkId, type Objective } from './cases';
import { peerSets, peerSettings, type PeerSet, type PeerSetting } from './peer';

export interface BenchOptions {
  /** Absent: those of the table. */
  readonly network?: NetworkId[];
  /** Absent: those of the table. */
  readonly objective?: Objective[];
  /** Absent: those that this machine has. */
  readonly engine?: EngineId[];
  readonly rounds: number;
  readonly steps: number;
  readonly batch: number;
  readonly size: number;
  readonly quick: boolean;
  /** Which parts are measured. */
  readonly timings: boolean;
  readonly memory: boolean;
  readonly memorySteps: number;
  readonly share: boolean;
  readonly demo: boolean;
  readonly kernels: boolean;
  readonly dispatches: boolean;
  /** Empty: the first that is found. */
  readonly python: string[];
  /** False after --no-peer. */
  readonly peer: boolean;
  readonly peerIsa: PeerSet[];
  readonly peerDevice: 'auto' | 'cpu' | 'cuda';
  /** Absent: those that compute as precisely as ours. */
  readonly peerSetting?: PeerSetting[];
  readonly threads?: number;
  readonly set: Record<string, string | number | boolean>;
  readonly out?: string;
  readonly from: string[];
  readonly writeDocs: boolean;
}

/** Throws CommanderError for flags that it does not know or take. */
export function readOptions(args: readonly string[]): BenchOptions {
  const command = new Command('npm run bench --')
    .description('Times training steps of this program against PyTorch, in alternating rounds.')
    .exitOverride()
    .addOption(list('--network <id...>', 'networks', networkIds))
    .addOption(list('--objective <id...>', "the peer's work", objectives))
    .addOption(list('--engine <id...>', 'engines; absent: those that work here', engineIds))
    .option('--rounds <n>', 'alternations of ours and the peer', wholeNumber, 5)
    .option('--steps <n>', 'steps of each side in a round', wholeNumber, 4)
    .option('--batch <n>', 'images a step', wholeNumber, 16)
    .option('--size <pixels>', 'side of the images', wholeNumber, 128)
    .option('--quick', 'two rounds of two steps: a look, not a measurement', false)
    .option('--timings', 'the table of steps; this is what is measured without any of these flags', false)
    .option('--memory', "memory of a long run, and of Xception's batch 128", false)
    .option('--memory-steps <n>', 'steps of the long run, the first ten included', wholeNumber, 210)
    .option('--share', 'share of later epochs that is not spent computing, in real trainings', false)
    .option('--demo', 'the whole demo, from the command to its end', false)
    .option('--kernels', 'every kernel of a training step on one core, by its shapes', false)
    .option(
      '--dispatches',
      'dispatches and JavaScript of a plain step on webgpu, on a device that computes nothing',
      false,
    )
    .option('--all', 'all of these', false)
    .option('--python <path...>', 'a Python that imports torch, or several: the fastest stands in the table', [])
    .option('--no-peer', 'time ours alone')
    .addOption(list('--peer-isa <set...>', 'also time the peer held to this instruction set', peerSets).default([]))
    .addOption(
      new Option('--peer-device <device>', 'auto: CUDA against the engine webgpu where PyTorch has it')
        .choices(['auto', 'cpu', 'cuda'])
        .default('auto'),
    )
    .addOption(
      list('--peer-setting <setting...>', 'how the peer may run', peerSettings).default(
        undefined,
        'all; with autocast only beside --set precision=mixed',
      ),
    )
    .option('--threads <n>', "the peer's threads; absent: one a core", wholeNumber)
    .option('--set <key=value>', 'a parameter of our recipe, for example replicas=1; may be repeated', parameter, {})
    .option('--out <file>', 'the JSON; absent: bench-results/<time>.json')
    .option('--from <file...>', 'time nothing: show these JSON files, and with --write-docs put them on the page', [])
    .option('--pack <folder>', 'alone: a folder that measures on a Linux machine with a GPU and nothing else')
    .option('--write-docs', 'put the table into docs/performance.md', false);
  command.parse(args, { from: 'user' });
  const { all, ...options } = command.opts<BenchOptions & { all: boolean }>();
  const names = ['timings', 'memory', 'share', 'demo', 'kernels', 'dispatches'] as const;
  const isNamed = names.some((name) => options[name]);
  const parts = Object.fromEntries(names.map((name) => [name, all || (isNamed ? options[name] : name === 'timings')]));
  return { ...options, ...parts, ...(options.quick && { rounds: 2, steps: 2 }) };
}

function list(flags: string, description: string, choices: readonly string[]): Option {
  return new Option(flags, description).choices(choices);
}

function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('Give a whole number from 1.');
  return value;
}

function parameter(text: string, before: BenchOptions['set']): BenchOptions['set'] {
  const [, key, value] = /^([^=]+)=(.*)$/.exec(text) ?? [];
  if (key === undefined || value === undefined) throw new InvalidArgumentError('Write key=value.');
  const number = value.trim() === '' ? NaN : Number(value);
  const parsed = value === 'true' || value === 'false' ? value === 'true' : Number.isNaN(number) ? value : number;
  return { ...before, [key]: parsed };
}
