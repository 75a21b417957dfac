/** Runs at a Slurm that the test plays: what is asked of it, and what its answers make of the runs. */
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { writeExecutors } from '../../../src/main/executors/executors-file';
import { RemoteRuns } from '../../../src/main/executors/remote-runs';
import { readRunExecutor, startAnewBy, writeRunExecutor } from '../../../src/main/executors/run-executor-file';
import { SlurmCommands } from '../../../src/main/executors/slurm-commands';
import { SlurmSilent } from '../../../src/main/executors/slurm-errors';
import { openRegistry, type Registry } from '../../../src/main/registry/registry';
import { resumeRun } from '../../../src/main/runs/control-run';
import { importRun } from '../../../src/main/runs/import-run';
import { RunFolder } from '../../../src/main/runs/run-folder';
import { AppError } from '../../../src/shared/errors';
import { eventsOf, runFile, stageStarted, started } from '../../fixtures/run-file';
import { temporaryFolder } from '../../fixtures/tiny-workbench';

let workspace: string;
let registry: Registry;
/** Of each element by index; none while nothing was submitted. */
let queue: string[];
let asked: string[];
let name: string;
let sbatch: () => Promise<string>;
const silent = () => Promise.reject(new SlurmSilent('Unable to contact slurm controller'));

const ids = ['run-a', 'run-b'];

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  workspace = await temporaryFolder('remote');
  registry = openRegistry(join(workspace, 'registry.sqlite'));
  queue = [];
  asked = [];
  sbatch = () => {
    queue = ids.map(() => 'PENDING|Resources||N/A');
    return Promise.resolve('17');
  };
  await writeExecutors(workspace, [{ kind: 'slurm', id: 'gpu' }]);
  for (const id of ids) {
    const folder = new RunFolder(join(workspace, 'runs', id));
    await mkdir(folder.path, { recursive: true });
    await folder.writeRun(runFile(id));
    await writeRunExecutor(folder.path, { executor: 'gpu', attempt: 1 });
    await importRun(registry, folder.path);
  }
});
afterEach(async () => {
  vi.useRealTimers();
  registry.close();
  await rm(workspace, { recursive: true, force: true });
});

function open(): RemoteRuns {
  const slurm = new SlurmCommands((program, args) => {
    asked.push(program);
    if (program === 'sbatch') return sbatch();
    if (program === 'sacct') return Promise.reject(new AppError('unavailable', 'Slurm accounting storage is disabled'));
    name = args.find((one) => one.startsWith('--name='))?.slice('--name='.length) ?? '';
    return Promise.resolve(queue.map((line, index) => `17_${index}|${line}|${name.split(',')[0]}|`).join('\n'));
  });
  return new RemoteRuns({
    ...{ registry, slurm, workspace, log: pino({ level: 'silent' }) },
    submissionsFolder: join(workspace, 'submissions'),
    worker: { node: '/node', flags: [], script: '/worker.js' },
    catchUp: () => Promise.resolve(),
  });
}

const states = () => ids.map((id) => registry.runs.get(id).state);
const later = (ms: number) => vi.setSystemTime(Date.now() + ms);
const submissions = () => readdir(join(workspace, 'submissions'));

it('hands an experiment over as one array, and asks for all of it at once', async () => {
  const remote = open();
  await remote.lookNow();
  expect(asked).toEqual(['squeue', 'sacct', 'sbatch']);
  await remote.lookNow();
  expect(asked.slice(3)).toEqual(['squeue']);
  expect(registry.runs.get('run-b').remote).toMatchObject({
    job: '17_1',
    note: expect.stringContaining('Next in line'),
  });
  // The queue of this machine knows nothing of them.
  expect(registry.queue.next()).toBeNull();
  expect(registry.queue.claim(4, Date.now())).toBeNull();
});

it('finds a job by its name after a crash between submitting and writing that down', async () => {
  await open().lookNow();
  const [made] = await submissions();
  const folder = join(workspace, 'submissions', made ?? '');
  await rm(join(folder, 'outcome.json'));
  await writeFile(
    join(folder, 'turn.json'),
    JSON.stringify({ processId: 2 ** 22 + 1, host: hostname(), holder: 'gone' }),
  );
  asked = [];
  await open().lookNow();
  expect(asked).toEqual(['squeue']);
  expect(registry.runs.get('run-a').remote?.job).toBe('17_0');
});

it('does not submit anew while nobody knows whether Slurm took it, nor while another process asks', async () => {
  const taken = sbatch;
  sbatch = silent;
  const remote = open();
  await remote.lookNow();
  expect(states()).toEqual(['queued', 'queued']);
  // It had taken it after all.
  await taken();
  sbatch = () => Promise.reject(new Error('Submitted twice.'));
  await remote.lookNow();
  expect(registry.runs.get('run-a').remote?.job).toBe('17_0');

  const [made] = await submissions();
  const folder = join(workspace, 'submissions', made ?? '');
  await rm(join(folder, 'outcome.json'));
  queue = [];
  await writeFile(
    join(folder, 'turn.json'),
    JSON.stringify({ processId: process.ppid, host: hostname(), holder: 'other' }),
  );
  asked = [];
  await open().lookNow();
  expect(asked).not.toContain('sbatch');
});

it('makes one submission where two workbenches look at the same time', async () => {
  await Promise.all([open().lookNow(), open().lookNow()]);
  expect(await submissions()).toHaveLength(1);
  expect(asked.filter((program) => program === 'sbatch')).toHaveLength(1);
});

it('says why Slurm refuses, and submits anew only when the run is started anew', async () => {
  sbatch = () => Promise.reject(new AppError('unavailable', 'sbatch: error: Invalid account'));
  const remote = open();
  await remote.lookNow();
  expect(states()).toEqual(['failed', 'failed']);
  expect(registry.runs.get('run-a').error?.message).toContain('sbatch: error: Invalid account');
  const folder = join(workspace, 'runs', 'run-a');
  expect(await startAnewBy(folder, 'local')).toEqual({ executor: 'local', attempt: 2 });
  expect(await startAnewBy(folder, 'gpu')).toEqual({ executor: 'gpu', attempt: 3 });
  expect(await readRunExecutor(folder)).toEqual({ executor: 'gpu', attempt: 3 });
});

it('leaves what it knows of runs as it is while Slurm does not answer, and says so', async () => {
  const remote = open();
  await remote.lookNow();
  queue = ['RUNNING|None|node1|N/A', 'RUNNING|None|node1|N/A'];
  await remote.lookNow();
  expect(states()).toEqual(['starting', 'starting']);
  const broken = new RemoteRuns({
    ...{ registry, workspace, log: pino({ level: 'silent' }), submissionsFolder: join(workspace, 'submissions') },
    slurm: new SlurmCommands(silent),
    worker: { node: '/node', flags: [], script: '/worker.js' },
    catchUp: () => Promise.resolve(),
  });
  await broken.lookNow();
  expect(states()).toEqual(['starting', 'starting']);
  expect(registry.runs.get('run-a').remote?.note).toContain('Slurm does not answer now');
});

it('queues a run again whose job waits again, unless its events tell that it has started since', async () => {
  const remote = open();
  await remote.lookNow();
  queue = ['RUNNING|None|node1|N/A', 'RUNNING|None|node1|N/A'];
  await remote.lookNow();
  registry.intake.take('run-a', eventsOf([started, stageStarted(1)]), 10);
  queue = ['PENDING|BeginTime||N/A', 'RUNNING|None|node1|N/A'];
  await remote.lookNow();
  expect(states()).toEqual(['queued', 'starting']);
  const [row] = registry.remote.live();
  expect(registry.remote.waitsAgain('run-b', (row?.last_sequence ?? 0) + 1)).toBe(false);
});

it('keeps what it knows of a run that was started anew while Slurm was asked', async () => {
  const remote = open();
  await remote.lookNow();
  const [row] = registry.remote.live();
  if (row === undefined) throw new Error('There are two runs.');
  registry.remote.set('run-a', { ...row.remote, attempt: 2, job: null });
  registry.remote.setAll(new Map([['run-a', { ...row.remote, note: 'of the job before' }]]));
  expect(registry.runs.get('run-a').remote).toMatchObject({ attempt: 2, job: null });
});

it('says that a job runs whose training is silent', async () => {
  const remote = open();
  await remote.lookNow();
  queue = ['RUNNING|None|node1|N/A', 'RUNNING|None|node1|N/A'];
  await remote.lookNow();
  expect(registry.runs.get('run-a').remote?.note).toBeNull();
  later(181_000);
  await remote.lookNow();
  expect(registry.runs.get('run-a').remote?.note).toContain('its training has not started for 3 min');
});

it('hands runs that are resumed one after the other over as one array, also at the end of a command', async () => {
  sbatch = () => Promise.reject(new AppError('unavailable', 'sbatch: error: Invalid account'));
  const remote = open();
  await remote.lookNow();
  sbatch = () => Promise.resolve('17');
  asked = [];
  for (const id of ids) {
    await resumeRun(registry, id);
    remote.lookSoon();
  }
  await remote.close();
  expect(asked.filter((program) => program === 'sbatch')).toHaveLength(1);
  expect(ids.map((id) => registry.runs.get(id).remote?.job)).toEqual(['17_0', '17_1']);
});

it('says how a job ended that has not told it itself, after a while', async () => {
  const remote = open();
  await remote.lookNow();
  queue = ['NODE_FAIL|None|node1|N/A', 'COMPLETED|None|node1|N/A'];
  const [made] = await submissions();
  await writeFile(join(workspace, 'submissions', made ?? '', '0.log'), 'last words\n');
  await remote.lookNow();
  expect(states()).toEqual(['queued', 'queued']);
  later(5000);
  await remote.lookNow();
  expect(states()).toEqual(['interrupted', 'queued']);
  const { error } = registry.runs.get('run-a');
  expect(error?.message).toMatch(/^The node failed on which the job ran\./);
  expect(error?.message).toContain('last words');
  later(60_000);
  await remote.lookNow();
  expect(states()).toEqual(['interrupted', 'interrupted']);
});

it('takes runs in as remote when the registry is made anew from the folders', async () => {
  await open().lookNow();
  registry.close();
  registry = openRegistry(join(workspace, 'fresh.sqlite'), workspace);
  for (const id of ids) await importRun(registry, join(workspace, 'runs', id));
  expect(registry.queue.next()).toBeNull();
  asked = [];
  await open().lookNow();
  expect(asked).toEqual(['squeue']);
  expect(registry.runs.get('run-b').remote?.job).toBe('17_1');
});
