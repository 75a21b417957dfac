/** An experiment out of the command line and back: `show --as-file`, `run --file`, `--sweep`, `--orders`, `--plan`, `queue`. */
import { spawn } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { ExperimentPlan } from '../../../src/shared/plan/experiment-plan';
import { QueueInfo } from '../../../src/shared/plan/queue';
import { ExperimentRequest } from '../../../src/shared/run';
import { buildEntries, type BuiltEntries } from '../../fixtures/build-entries';
import { makeTinyDataset } from '../../fixtures/make-tiny-dataset';
import { openTestWorkbench, temporaryFolder } from '../../fixtures/tiny-workbench';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 240_000 });

let entries: BuiltEntries;
let folder: string;
let data: string;
let workspace: string;
let runIds: string[];

beforeAll(async () => {
  entries = await buildEntries();
  folder = await temporaryFolder('experiment-file');
  data = join(folder, 'data');
  workspace = join(folder, 'workspace');
  await makeTinyDataset(data, { tasks: ['alpha', 'beta'], perClass: 2 });
  const workbench = await openTestWorkbench(workspace);
  const { runs } = await workbench.call('experiment/create', {
    ...{ name: 'Waiting', dataset: data, chain: ['alpha', 'beta'], methods: ['cored'], network: 'small-cnn' },
    ...{ preset: 'corrected', parameters: { epochs: 4, imageSize: 32 }, methodParameters: {}, seeds: [1, 2] },
    ...{ sweep: { alpha: [0.1, 0.3] }, engine: 'wasm', initialWeights: null },
  });
  runIds = runs.map(({ id }) => id);
  await workbench.close();
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
  await rm(entries.folder, { recursive: true, force: true });
});

function cored(...args: string[]): Promise<{ status: number | null; output: string; errors: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [entries.commandLine, ...args, '--workspace', workspace], { cwd: folder });
    let output = '';
    let errors = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
    child.once('error', reject);
    child.once('close', (status) => resolve({ status, output, errors }));
  });
}

it('prints an experiment as a file that `run` takes, and says which flags win over it', async () => {
  const { output } = await cored('show', 'Waiting', '--as-file');
  const file = join(folder, 'again.yaml');
  await writeFile(file, output);
  const again = await cored('run', '--file', file, '--plan', '--json');
  expect(again.errors).toBe('');
  const plan = ExperimentPlan.parse(JSON.parse(again.output));
  expect(plan.rows.map(({ swept, seeds }) => [swept, seeds])).toEqual([
    [{ alpha: 0.1 }, [1, 2]],
    [{ alpha: 0.3 }, [1, 2]],
  ]);
  const changed = await cored('run', '--file', file, '--seed', '1-5', '--set', 'alpha=0.5', '--plan');
  expect(changed.errors).toBe(`"${file}", with --seed, --set as given here.\n`);
  expect(changed.output).toContain('5 runs (1 method × 5 seeds)');
  const json = await cored('show', runIds[0] ?? '', '--as-file', '--json');
  expect(ExperimentRequest.parse(JSON.parse(json.output))).toMatchObject({
    seeds: [1],
    methodParameters: { cored: { alpha: 0.1 } },
  });
});

it('plans a sweep over orders, and refuses too many', async () => {
  const chain = ['run', '--data', data, '--chain', 'alpha,beta', '--plan'];
  const sweep = ['--sweep', 'alpha=0.1,0.3', '--sweep', 'epochs=1..3', '--orders', 'all', '--seed', '1-2'];
  const { output, status } = await cored(...chain, ...sweep);
  expect(status).toBe(0);
  expect(output).toContain('24 runs (2 orders × 6 recipes of 1 method × 2 seeds)');
  expect(output).toMatch(/CoReD +beta → alpha +0\.3 +3 +1, 2/);
  const tooMany = await cored(...chain, '--seed', '1-500', '--orders', 'all');
  expect([tooMany.status, tooMany.errors]).toEqual([2, expect.stringMatching(/would be 1000 runs.*at most 500/)]);
  const wrong = await cored(...chain, '--sweep', 'alpa=1,2');
  expect([wrong.status, wrong.errors]).toEqual([2, expect.stringMatching(/"alpa".*Did you mean "alpha"/)]);
});

it('needs a dataset and a chain where there is no file', async () => {
  const { status, errors } = await cored('run', '--data', data);
  expect([status, errors]).toEqual([2, expect.stringMatching(/'--chain <list>' not specified.*--file/)]);
});

it('lists the queue and puts a run at another place', async () => {
  const ids = async (...args: string[]) => {
    const { output } = await cored('queue', ...args, '--json');
    return QueueInfo.parse(JSON.parse(output)).waiting.map(({ id }) => id);
  };
  expect(await ids()).toEqual(runIds);
  const [a, b, c, d] = runIds;
  expect(await ids('move', d ?? '', '--to', '1')).toEqual([d, a, b, c]);
  expect(await ids('priority', b ?? '', 'high')).toEqual([b, d, a, c]);
  expect((await cored('queue')).output).toMatch(/4 jobs waiting/);
  const gone = await cored('queue', 'move', 'nothing', '--to', '1');
  expect(gone.status).toBe(1);
  const { errors } = await cored('queue', 'priority', a ?? '', 'highest');
  expect(errors).toMatch(/high, normal, low/);
});
