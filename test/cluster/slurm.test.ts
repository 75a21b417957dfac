/** Runs on a real Slurm, which is started on this machine for it: what is killed, times out, is preempted or queued again ends with the bytes of a local training. */
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { missingPrograms, SlurmMachine } from '../../scripts/cluster/slurm-machine';
import { RunFolder } from '../../src/main/runs/run-folder';
import type { Workbench } from '../../src/main/workbench-api';
import { pushes } from '../../src/shared/contract';
import type { Experiment, ExperimentRequest, RunSummary } from '../../src/shared/run';
import { buildEntries, type BuiltEntries } from '../fixtures/build-entries';
import { makeTinyDataset } from '../fixtures/make-tiny-dataset';
import { openTestWorkbench, temporaryFolder, waitForRun } from '../fixtures/tiny-workbench';

vi.setConfig({ testTimeout: 170_000, hookTimeout: 120_000 });

const missing = missingPrograms();
if (missing.length > 0) {
  process.stdout.write(`SKIPPED: runs on a real Slurm; this machine lacks ${missing.join(', ')}.\n`);
}

const usual = { batchSize: 4, imageSize: 32 };
const executors = [
  { kind: 'slurm', id: 'main', partition: 'main', memory: '900M', timeLimit: '1', secondsBeforeLimit: 0 },
  {
    kind: 'slurm',
    id: 'short',
    partition: 'main',
    memory: '900M',
    timeLimit: '1',
    secondsBeforeLimit: 30,
    startUp: 'echo set up',
  },
  { kind: 'slurm', id: 'wrong', partition: 'nosuch' },
  { kind: 'slurm', id: 'tight', partition: 'main', memory: '40M' },
  { kind: 'slurm', id: 'closed', partition: 'closed', atOnce: 10 },
];

describe.skipIf(missing.length > 0)('a workspace with a Slurm cluster', () => {
  let slurm: SlurmMachine;
  let entries: BuiltEntries;
  let folder: string;
  let workbench: Workbench;
  const heard = new Map<string, number>();

  beforeAll(async () => {
    folder = await temporaryFolder('slurm');
    [slurm, entries] = await Promise.all([SlurmMachine.start(join(folder, 's')), buildEntries()]);
    vi.stubEnv('SLURM_CONF', slurm.environment['SLURM_CONF']);
    await makeTinyDataset(join(folder, 'data'), { tasks: ['alpha', 'beta'], perClass: 12, withTest: true });
    workbench = await open();
    workbench.subscribe((name, payload) => {
      if (name !== 'run/events') return;
      const { runId, events } = pushes['run/events'].payload.parse(payload);
      heard.set(runId, (heard.get(runId) ?? 0) + events.length);
    });
    await workbench.call('executor/save', { executors });
  });
  afterAll(async () => {
    await workbench?.close();
    await slurm?.stop();
    vi.unstubAllEnvs();
    await rm(folder, { recursive: true, force: true });
    if (entries !== undefined) await rm(entries.folder, { recursive: true, force: true });
  });

  const open = () =>
    openTestWorkbench(join(folder, 'workspace'), { workerScript: entries.worker, startsRuns: true, slots: 2 });

  function create(wishes: Partial<ExperimentRequest>): Promise<Experiment> {
    return workbench.call('experiment/create', {
      name: 'Cluster',
      dataset: join(folder, 'data'),
      chain: ['alpha', 'beta'],
      methods: ['cored', 'ft'],
      network: 'small-cnn',
      preset: 'corrected',
      parameters: { ...usual, epochs: 24 },
      methodParameters: {},
      seeds: [1, 2],
      engine: 'wasm',
      initialWeights: null,
      ...wishes,
    });
  }

  async function createOne(wishes: Partial<ExperimentRequest>): Promise<RunSummary> {
    const [run] = (await create({ methods: ['ft'], seeds: [1], ...wishes })).runs;
    if (!run) throw new Error('There is one run.');
    return run;
  }

  const until = (run: RunSummary, isSo: (run: RunSummary) => boolean) => waitForRun(workbench, run.id, isSo);
  const untilState = (run: RunSummary, ...states: string[]) => until(run, ({ state }) => states.includes(state));
  const isUnderWay = ({ state, progress }: RunSummary) => state === 'training' && (progress?.epoch ?? 0) >= 2;
  /** On a machine that is busy, a minute may be too short for others too. */
  async function untilComplete(run: RunSummary): Promise<void> {
    for (;;) {
      const { state, error } = await untilState(run, ...ended);
      if (state !== 'interrupted' || !error?.message.includes('time limit')) {
        expect({ state, error }).toEqual({ state: 'complete', error: null });
        return;
      }
      await workbench.call('run/resume', { runId: run.id });
    }
  }
  const hashOf = async ({ id }: RunSummary) => (await workbench.call('run/get', { runId: id })).stages[1]?.weightsHash;
  const ended = ['complete', 'failed', 'interrupted', 'stopped'];

  /** Trained there and here, and compared at the end: what is paused times out while the other tests go on. */
  let four: { remote: Experiment; local: Experiment };
  const pairs = () => four.remote.runs.map((run, index) => ({ run, same: four.local.runs[index] ?? run }));

  it('hands four runs over as one array, and follows them while Slurm is away and after one was killed', async () => {
    four = { remote: await create({ executor: 'main' }), local: await create({ name: 'Local' }) };
    const { runs } = four.remote;
    const [killed, timedOut, ...others] = runs;
    if (!killed || !timedOut) throw new Error('There are four runs.');
    const submitted = await Promise.all(runs.map((run) => until(run, ({ remote }) => !!remote?.job)));
    const jobs = submitted.map(({ remote }) => remote?.job);
    expect(jobs).toEqual([0, 1, 2, 3].map((index) => `${jobs[0]?.split('_')[0]}_${index}`));
    await Promise.all(runs.map((run) => until(run, isUnderWay)));
    await slurm.stopController();

    // While nobody answers, the curves go on.
    const before = new Map(heard);
    await workbench.call('run/pause', { runId: timedOut.id });
    await untilState(timedOut, 'paused');
    const worker = await new RunFolder(killed.folder).readWorker();
    process.kill(worker?.processId ?? 0, 'SIGKILL');
    await Promise.all(
      others.map(({ id }) => vi.waitFor(() => expect(heard.get(id)).toBeGreaterThan(before.get(id) ?? 0), 20_000)),
    );
    await slurm.startController();

    const dead = await untilState(killed, 'interrupted');
    expect(dead.error?.message).toContain('The job failed, or its training process was killed.');
    await workbench.call('run/resume', { runId: killed.id });
  });

  it('goes on to the same bytes when the limit comes near, when a job is queued again and when one is preempted', async () => {
    const wishes = { methods: ['cored'], parameters: { ...usual, epochs: 40 } };
    const local = await create({ ...wishes, name: 'Long' });
    const { runs } = await create({ ...wishes, executor: 'short' });
    const [again, near] = runs;
    if (!again || !near) throw new Error('There are two runs.');
    await Promise.all(runs.map((run) => until(run, isUnderWay)));
    await workbench.call('run/pause', { runId: near.id });
    const { summary } = await workbench.call('run/get', { runId: again.id });
    await slurm.slurm('scontrol', 'requeue', summary.remote?.job ?? '');
    expect((await untilState(again, 'queued')).error).toBeNull();

    await vi.waitFor(async () => {
      const lines = await workbench.call('run/log', { runId: near.id, after: 0 });
      expect(lines.some(({ message }) => message.startsWith('The time limit of the job is near.'))).toBe(true);
    }, 90_000);
    await untilState(near, 'queued');
    // It was paused, and so it is again.
    await untilState(near, 'paused');
    await workbench.call('run/resume', { runId: near.id });
    await until(near, isUnderWay);

    // Takes the processors of at least one of those that run.
    const urgent = ['--partition=urgent', '--cpus-per-task=8', '--mem=100', '--output=/dev/null', '--wrap=sleep 1'];
    await slurm.slurm('sbatch', ...urgent);
    await untilState(near, 'queued');
    for (const [index, run] of runs.entries()) {
      await untilComplete(run);
      const same = local.runs[index] ?? run;
      await untilState(same, 'complete');
      expect(await hashOf(run)).toBe(await hashOf(same));
    }
  });

  it('says why Slurm refuses a run, which can then be trained on this machine', async () => {
    const run = await createOne({ executor: 'wrong', parameters: { ...usual, epochs: 1 } });
    const refused = await untilState(run, 'failed');
    expect(refused.error?.message).toContain('invalid partition specified: nosuch');
    expect(refused.error?.message).toContain('--executor local');
    await workbench.call('run/resume', { runId: run.id, executor: 'local' });
    expect((await untilState(run, 'complete')).remote).toBeUndefined();
  });

  it('says that a job took more memory than it had asked for', async () => {
    const over = await untilState(await createOne({ executor: 'tight' }), 'interrupted');
    expect(over.error?.message).toContain('took more memory than it had asked for');
    expect(over.error?.message).toContain('exceeded memory limit');
  });

  it('holds, prefers and takes back a run that waits', async () => {
    const run = await createOne({ executor: 'closed' });
    const { remote } = await until(run, ({ remote: at }) => at?.note === 'Its partition is closed.');
    await workbench.call('queue/prioritise', { id: run.id, priority: 'high' });
    await workbench.call('run/pause', { runId: run.id });
    await until(run, ({ remote: at }) => at?.note?.startsWith('Held') === true);
    const shown = await slurm.slurm('scontrol', 'show', 'job', remote?.job ?? '');
    expect(shown).toContain(' Nice=0 ');
    await workbench.call('run/resume', { runId: run.id });
    await until(run, ({ remote: at }) => at?.note === 'Its partition is closed.');
    await workbench.call('run/stop', { runId: run.id });
    expect(await slurm.slurm('squeue', '--noheader', '--array', '--format=%i')).not.toContain(remote?.job);
  });

  it('hands 200 runs over in one array, and finds it again after a crash between submitting and writing that down', async () => {
    const seeds = Array.from({ length: 100 }, (_, index) => index + 1);
    const { id, runs } = await create({ name: 'Many', executor: 'closed', seeds });
    const [run] = runs;
    if (!run) throw new Error('There are 200 runs.');
    const { remote } = await until(run, ({ remote: at }) => at?.note === 'Its partition is closed.');
    const listed = await workbench.call('run/list', {});
    expect(
      listed.filter(({ experimentId, remote: at }) => experimentId === id && at?.note === 'Its partition is closed.'),
    ).toHaveLength(200);

    const submissions = join(folder, 'workspace', 'submissions');
    const [name = ''] = (await readdir(submissions)).filter((one) => one.includes(id));
    const outcome = join(submissions, name, 'outcome.json');
    await workbench.close();
    await rm(outcome);
    const gone = { processId: 2 ** 22 + 1, host: hostname(), holder: 'gone' };
    await writeFile(join(submissions, name, 'turn.json'), JSON.stringify(gone));
    workbench = await open();
    const jobId = remote?.job?.split('_')[0];
    const found = async () => JSON.parse(await readFile(outcome, 'utf8')) as unknown;
    await vi.waitFor(async () => expect(await found()).toEqual({ jobId: Number(jobId) }), 20_000);
    expect(await slurm.slurm('squeue', '--noheader', `--name=${name}`, '--format=%F')).toBe(jobId);
  });

  it('trains all four to the bytes of a local training, also the one whose job reached its time limit', async () => {
    const timedOut = four.remote.runs[1];
    if (!timedOut) throw new Error('There are four runs.');
    const late = await untilState(timedOut, ...ended);
    expect(late).toMatchObject({ state: 'interrupted' });
    expect(late.error?.message).toContain('The job reached its time limit.');
    expect(late.error?.message).toContain('DUE TO TIME LIMIT');
    await workbench.call('run/resume', { runId: timedOut.id });
    for (const { run, same } of pairs()) {
      await untilComplete(run);
      await untilState(same, 'complete');
      expect(await hashOf(run)).toBe(await hashOf(same));
    }
  });
});
