/** How quick the interface is over a large workspace, against the limits that are set for it. */
import { Command, InvalidArgumentError } from 'commander';
import { rmSync, statSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { makeWorkspace } from './make-workspace';
import { measurePages } from './page-times';
import { Program } from './program';
import { measureTraining } from './training-times';

export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly limit: number | null;
  readonly unit: 's' | 'ms' | 'MB' | '%' | 'events';
}

interface Flags {
  readonly workspace: string;
  readonly runs: number;
  readonly points: number;
  readonly longPoints: number;
  readonly weightsKib: number;
  readonly minutes: number;
  readonly liveSeconds: number;
  readonly trainingRounds: number;
  readonly keepRegistry: boolean;
  readonly onlyMake: boolean;
  readonly out?: string;
}

/** Resolves to the exit status: 1 where a limit is not kept. */
export async function bench(
  args: readonly string[],
  { root, feeder }: { root: string; feeder: string },
): Promise<number> {
  const flags = readFlags(args);
  const say = (line: string) => process.stderr.write(`${line}\n`);
  const { runs, points, longPoints, minutes } = flags;
  const workspace = resolve(flags.workspace);
  const weightsBytes = flags.weightsKib * 1024;
  await makeWorkspace(workspace, { runs, points, longRuns: Math.min(10, runs), longPoints, weightsBytes }, say);
  if (flags.onlyMake) return 0;
  const program = new Program(join(root, 'out/main/cli.js'), workspace);
  const figures: Figure[] = [];
  const add = (...more: Figure[]) => {
    figures.push(...more);
    for (const figure of more) say(lineOf(figure));
  };
  if (!flags.keepRegistry) add(...(await measureRegistry(program, runs)));
  const server = await program.serve();
  add({ name: 'serve is ready, all runs known', value: server.readySeconds, limit: 2, unit: 's' });
  try {
    const live = { workspace, feeder, seconds: flags.liveSeconds, say };
    add(...(await measurePages(server.url, { runs, minutes, live, say })));
  } finally {
    await server.stop();
  }
  const { trainingRounds: rounds } = flags;
  if (rounds > 0) add(...(await measureTraining(join(root, 'out/main/cli.js'), { rounds, say })));
  const report = { ...flags, node: process.versions.node, load: loadavg(), figures };
  if (flags.out !== undefined) await writeFile(flags.out, `${JSON.stringify(report, null, 2)}\n`);
  process.stdout.write(`${tableOf(figures)}\n`);
  const missed = figures.filter(({ value, limit }) => limit !== null && value > limit);
  say(
    `Load of the machine at the end: ${loadavg()
      .map((load) => load.toFixed(1))
      .join(', ')}.`,
  );
  say(missed.length === 0 ? 'Every limit is kept.' : `Not kept: ${missed.map(({ name }) => name).join('; ')}.`);
  return missed.length === 0 ? 0 : 1;
}

/** From folders that the registry does not know, then all of it anew. */
async function measureRegistry(program: Program, runs: number): Promise<Figure[]> {
  for (const end of ['', '-wal', '-shm']) rmSync(`${program.registryPath}${end}`, { force: true });
  const server = await program.serve();
  const startedAt = performance.now();
  await server.untilImported(runs);
  const importSeconds = (performance.now() - startedAt) / 1000;
  await server.stop();
  const rebuildSeconds = await program.rebuild(runs);
  return [
    { name: 'serve is ready, no run known', value: server.readySeconds, limit: 2, unit: 's' },
    { name: 'all runs are imported behind it', value: importSeconds, limit: null, unit: 's' },
    { name: 'registry rebuild', value: rebuildSeconds, limit: 180, unit: 's' },
    { name: 'the registry on disk', value: statSync(program.registryPath).size / 1e6, limit: 300, unit: 'MB' },
  ];
}

function readFlags(args: readonly string[]): Flags {
  return new Command('npm run bench:interface --')
    .description('Makes a large workspace and times the interface over it, in an installed Chromium.')
    .option('--workspace <dir>', 'made when it is missing', join(tmpdir(), 'cored-bench-interface'))
    .option('--runs <n>', 'complete runs of four tasks', wholeNumber, 2000)
    .option('--points <n>', 'of each loss curve', wholeNumber, 10_000)
    .option('--long-points <n>', 'of those of the first ten runs', wholeNumber, 50_000)
    .option('--weights-kib <n>', 'of each weights file; a run has eight', wholeNumber, 64)
    .option('--minutes <n>', 'of use, before the heap of the page is measured', Number, 10)
    .option('--live-seconds <n>', 'of eight runs that write twenty events a second; 0: none', Number, 120)
    .option('--training-rounds <n>', 'with and without an open page; 0: none', Number, 3)
    .option('--keep-registry', 'leaves the registry as it is, and measures the pages alone', false)
    .option('--only-make', 'makes the workspace and measures nothing', false)
    .option('--out <file>', 'also writes the figures as JSON')
    .parse([...args], { from: 'user' })
    .opts<Flags>();
}

function wholeNumber(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1) throw new InvalidArgumentError('Give a whole number from 1 on.');
  return number;
}

function tableOf(figures: readonly Figure[]): string {
  const rows = figures.map(({ name, value, limit, unit }) => {
    const shown = limit === null ? '–' : `${limit} ${unit}`;
    return `| ${name} | ${rounded(value, unit)} | ${shown} |`;
  });
  return ['| what | measured | limit |', '| --- | --- | --- |', ...rows].join('\n');
}

function lineOf({ name, value, limit, unit }: Figure): string {
  return `${name}: ${rounded(value, unit)}${limit === null ? '' : ` (limit ${limit} ${unit})`}`;
}

function rounded(value: number, unit: Figure['unit']): string {
  return `${value.toFixed(unit === '%' ? 1 : unit === 's' && value < 10 ? 2 : 0)} ${unit}`;
}
