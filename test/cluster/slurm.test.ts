/** Runs on a real Slurm, which is started on this machine for it: what is killed, times out, is preempted or queued again ends with the bytes of a local training. */
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
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
if (missing.length > 0) console.log(`SKIPPED: runs on a real Slurm; this machine lacks ${missing.join(', ')}.`);

const executors = [
  { kind: 'slurm', id: 'main', partition: 'main', memory: '900M', timeLimit: '1', secondsBeforeLimit: 0 },
  {
    kind: 'slurm',
    id: 'short',
    partition: 'main',
    memory: '900M',
    timeLimit: '1',
    secondsBeforeLimit: 45,
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
      parameters: { epochs: 24, batchSize: 4, imageSize: 32 },
      methodParameters: {},
      seeds: [1, 2],
      engine: 'wasm',
      initialWeights: null,
      ...wishes,
    });
  }

  const until = (run: RunSummary, isSo: (run: RunSummary) => boolean) => waitForRun(workbench, run.id, isSo);
  const untilState = (run: RunSummary, ...states: string[]) => until(run, ({ state }) => states.includes(state));
  const isUnderWay = ({ state, progress }: RunSummary) => state === 'training' && (progress?.epoch ?? 0) >= 2;
  const hashOf = async ({ id }: RunSummary) => (await workbench.call('run/get', { runId: id })).stages[1]?.weightsHash;
  const ended = ['complete', 'failed', 'interrupted', 'stopped'];

  it('trains an array of four to the bytes of a local training, whatever happens to its jobs', async () => {
    const remote = await create({ executor: 'main' });
    const local = await create({ name: 'Local' });
    const [killed, timedOut, again, other] = remote.runs;
    if (!killed || !timedOut || !again || !other) throw new Error('There are four runs.');
    const jobs = (await Promise.all(remote.runs.map((run) => until(run, ({ remote: at }) => !!at?.job)))).map(
      (run) => run.remote?.job,
    );
    const [array] = jobs[0]?.split('_') ?? [];
    expect(jobs).toEqual([0, 1, 2, 3].map((index) => `${array}_${index}`));
    await Promise.all(remote.runs.map((run) => until(run, isUnderWay)));
    await slurm.stopController();

    // While nobody answers, the curves go on.
    const before = remote.runs.map(({ id }) => heard.get(id) ?? 0);
    await workbench.call('run/pause', { runId: timedOut.id });
    await untilState(timedOut, 'paused');
    const worker = await new RunFolder(killed.folder).readWorker();
    process.kill(worker?.processId ?? 0, 'SIGKILL');
    await sleep(3000);
    for (const [index, run] of [again, other].entries()) {
      const isComplete = (await workbench.call('run/get', { runId: run.id })).summary.state === 'complete';
      expect(isComplete || (heard.get(run.id) ?? 0) > (before[index + 2] ?? 0)).toBe(true);
    }
    await slurm.startController();

    const dead = await untilState(killed, 'interrupted');
    expect(dead.error?.message).toContain('The job failed, or its training process was killed.');
    await workbench.call('run/resume', { runId: killed.id });

    const late = await untilState(timedOut, ...ended);
    expect(late).toMatchObject({ state: 'interrupted' });
    expect(late.error?.message).toContain('The job reached its time limit.');
    expect(late.error?.message).toContain('DUE TO TIME LIMIT');
    await workbench.call('run/resume', { runId: timedOut.id });

    for (const [index, run] of remote.runs.entries()) {
      expect(await untilState(run, 'complete', 'failed')).toMatchObject({ state: 'complete', error: null });
      const same = local.runs[index];
      if (same === undefined) throw new Error('Four runs train here.');
      await untilState(same, 'complete');
      expect(await hashOf(run)).toBe(await hashOf(same));
    }
  });

  it('goes on to the same bytes when the limit comes near, when the job is queued again and when it is preempted', async () => {
    const wishes = { methods: ['cored'], parameters: { epochs: 40, batchSize: 4, imageSize: 32 } };
    const local = await create({ ...wishes, name: 'Long' });
    const near = await create({ ...wishes, executor: 'short' });
    const runs = near.runs;
    const [first, second] = runs;
    if (!first || !second) throw new Error('There are two runs.');
    await Promise.all(runs.map((run) => until(run, isUnderWay)));
    const { remote } = (await workbench.call('run/get', { runId: first.id })).summary;
    await slurm.slurm('scontrol', 'requeue', remote?.job ?? '');
    expect((await untilState(first, 'queued')).error).toBeNull();
    await until(first, isUnderWay);
    // Takes the processors of at least one of them.
    await slurm.slurm(
      'sbatch',
      '--partition=urgent',
      '--cpus-per-task=7',
      '--mem=100',
      '--output=/dev/null',
      '--wrap=sleep 2',
    );
    await Promise.race(runs.map((run) => untilState(run, 'queued')));
    const restarts = new Map<string, number>();
    for (const [index, run] of runs.entries()) {
      expect(await untilState(run, 'complete', 'failed', 'interrupted')).toMatchObject({
        state: 'complete',
        error: null,
      });
      restarts.set(
        run.id,
        (await workbench.call('run/log', { runId: run.id, after: 0 })).filter(({ message }) =>
          /goes on|resum/i.test(message),
        ).length,
      );
      const same = local.runs[index];
      if (same === undefined) throw new Error('Two runs train here.');
      await untilState(same, 'complete');
      expect(await hashOf(run)).toBe(await hashOf(same));
    }
    console.log(
      [...restarts.values()],
      await readFile(
        join(
          folder,
          'workspace',
          'submissions',
          `${(await readdir(join(folder, 'workspace', 'submissions'))).find((n) => n.includes(near.id))}`,
          '0.log',
        ),
        'utf8',
      ),
    );
  });

  it('says why Slurm refuses a run, which can then be trained on this machine', async () => {
    const { runs } = await create({
      executor: 'wrong',
      methods: ['ft'],
      seeds: [1],
      parameters: { epochs: 1, batchSize: 4, imageSize: 32 },
    });
    const [run] = runs;
    if (!run) throw new Error('There is one run.');
    const refused = await untilState(run, 'failed');
    expect(refused.error?.message).toContain('invalid partition specified: nosuch');
    expect(refused.error?.message).toContain('--executor local');
    await workbench.call('run/resume', { runId: run.id, executor: 'local' });
    expect((await untilState(run, 'complete')).remote).toBeUndefined();
  });

  it('says that a job took more memory than it had asked for', async () => {
    const { runs } = await create({ executor: 'tight', methods: ['ft'], seeds: [1] });
    const [run] = runs;
    if (!run) throw new Error('There is one run.');
    const over = await untilState(run, 'interrupted');
    expect(over.error?.message).toContain('took more memory than it had asked for');
    expect(over.error?.message).toContain('exceeded memory limit');
  });

  it('hands 200 runs over in one array, and finds it again after a crash between submitting and writing that down', async () => {
    const seeds = Array.from({ length: 100 }, (_, index) => index + 1);
    const created = performance.now();
    const experiment = await create({ name: 'Many', executor: 'closed', seeds });
    console.log(`200 runs made and submitted in ${Math.round(performance.now() - created)} ms`);
    const [run] = experiment.runs;
    if (!run) throw new Error('There are 200 runs.');
    const { remote } = await until(run, ({ remote: at }) => at?.note?.includes('partition is closed') === true);
    const listed = performance.now();
    expect(
      (await workbench.call('run/list', {})).filter((one) => one.remote?.note === 'Its partition is closed.'),
    ).toHaveLength(200);
    console.log(`listed in ${Math.round(performance.now() - listed)} ms`);

    const [name] = (await readdir(join(folder, 'workspace', 'submissions'))).filter((one) =>
      one.includes(experiment.id),
    );
    const at = join(folder, 'workspace', 'submissions', name ?? '');
    await workbench.close();
    await rm(join(at, 'outcome.json'));
    await writeFile(join(at, 'turn.json'), JSON.stringify({ processId: 2 ** 22 + 1, host: hostname() }));
    workbench = await open();
    await until(run, ({ remote: now }) => now?.job === remote?.job);
    await vi.waitFor(
      async () =>
        expect(JSON.parse(await readFile(join(at, 'outcome.json'), 'utf8'))).toEqual({
          jobId: Number(remote?.job?.split('_')[0]),
        }),
      20_000,
    );
    expect(await slurm.slurm('squeue', '--noheader', `--name=${name}`, '--format=%F')).toBe(remote?.job?.split('_')[0]);

    await workbench.call('run/stop', { runId: run.id });
    expect(await slurm.slurm('squeue', '--noheader', '--array', `--name=${name}`, '--format=%i')).not.toContain(
      `${remote?.job}\n`,
    );
  });
});
