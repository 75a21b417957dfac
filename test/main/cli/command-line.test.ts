import { spawn } from 'node:child_process';
import { copyFile, mkdir, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { buildEntries, type BuiltEntries } from '../../fixtures/build-entries';
import { makeTinyDataset } from '../../fixtures/make-tiny-dataset';
import { temporaryFolder } from '../../fixtures/tiny-workbench';

// The command line as it is built, in a process of its own, from a folder that is not the project's.
vi.setConfig({ testTimeout: 240_000 });

let entries: BuiltEntries;
let folder: string;
let data: string;

beforeAll(async () => {
  entries = await buildEntries();
  folder = await temporaryFolder('cli');
  data = join(folder, 'data');
  await makeTinyDataset(data, { tasks: ['alpha', 'beta'], perClass: 6 });
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
  await rm(entries.folder, { recursive: true, force: true });
});

interface Outcome {
  readonly status: number | null;
  readonly output: string;
  readonly errors: string;
}

function cored(args: readonly string[], onErrors: (text: string, kill: () => void) => void = () => undefined) {
  return new Promise<Outcome>((resolve, reject) => {
    const child = spawn(process.execPath, [entries.commandLine, ...args], {
      cwd: folder,
      env: { ...process.env, CORED_WORKSPACE: join(folder, 'workspace') },
    });
    let output = '';
    let errors = '';
    let isKilled = false;
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => {
      errors += chunk.toString();
      onErrors(errors, () => {
        if (!isKilled) child.kill('SIGINT');
        isKilled = true;
      });
    });
    child.on('error', reject);
    child.on('close', (status) => resolve({ status, output, errors }));
  });
}

const training = ['--data', './data', '--chain', 'alpha,beta', '--set', 'imageSize=32', '--set', 'batchSize=4'];
const Runs = z.object({
  runs: z.array(
    z.object({
      id: z.string(),
      method: z.literal('cored'),
      network: z.literal('small-cnn'),
      seed: z.literal(4),
      state: z.string(),
      chain: z.tuple([z.literal('alpha'), z.literal('beta')]),
      matrix: z.array(z.array(z.number().nullable())),
      beforeTraining: z.array(z.number().nullable()),
      averageAuc: z.number().nullable(),
      forgetting: z.number().nullable(),
      seconds: z.number(),
      folder: z.string(),
    }),
  ),
});

describe('cored', () => {
  it('trains, with one JSON document on standard output and progress elsewhere; then shows, compares, exports', async () => {
    const trained = await cored(['run', ...training, '--epochs', '1', '--seed', '4', '--json']);
    expect(trained.errors).toMatch(/stage 1, epoch 1, loss/);
    expect(trained.status).toBe(0);
    const [run] = Runs.parse(JSON.parse(trained.output)).runs;
    expect(run?.state).toBe('complete');
    expect(run?.matrix.flat().every((value) => value !== null && value >= 0 && value <= 1)).toBe(true);
    const id = run?.id ?? '';

    const shown = await cored(['show', id.slice(0, -3)]);
    expect(shown.output).toMatch(/before training +\d\.\d{3} +\d\.\d{3}\n/);
    const compared = await cored(['compare', id, '--format', 'csv']);
    expect(compared.output.split('\n')).toHaveLength(2 + 1);
    expect(compared.output).toContain('alpha');

    const to = join(folder, 'export');
    const exported = await cored(['export', id, '--stage', '2', '--format', 'tfjs', '--to', to, '--json']);
    expect(JSON.parse(exported.output).files).toContain(join(to, 'model.json'));
    const again = await cored(['export', id, '--stage', '3', '--to', to, '--json']);
    expect([again.status, JSON.parse(again.output).error.code]).toEqual([2, 'bad-input']);
    const listed = await cored(['runs', '--json']);
    expect(JSON.parse(listed.output).map((one: { id: string }) => one.id)).toEqual([id]);
    const stopped = await cored(['stop', id, '--json']);
    expect([stopped.status, JSON.parse(stopped.output).error.code]).toEqual([1, 'conflict']);
    // Two tasks with train and val each, 32 pixels a side: 24 and 24 images.
    const cache = JSON.parse((await cored(['cache', '--json'])).output);
    expect(cache).toMatchObject({ sets: 4, path: join(folder, 'workspace', 'cache', 'images') });
    expect(cache.sizeBytes).toBeGreaterThan(48 * 32 * 32 * 3);
    expect((await cored(['cache', '--clear'])).output).toMatch(/removed from/);
    expect((await cored(['cache'])).output).toMatch(/size +0 B in 0 sets of images\n/);
  });

  it('evaluates a run’s weights, a PyTorch export and a bundle of them alike, on a task and on its folder', async () => {
    const trained = await cored(['run', ...training, '--epochs', '1', '--seed', '4', '--json']);
    const id = Runs.parse(JSON.parse(trained.output)).runs[0]?.id ?? '';
    const to = join(folder, 'torch');
    await cored(['export', id, '--stage', '2', '--format', 'torch', '--to', to]);
    const file = join(to, 'model.pth');
    const inspected = JSON.parse((await cored(['inspect', file, '--json'])).output);
    expect(inspected).toMatchObject({ format: 'torch', network: 'small-cnn', imageSize: 32 });

    const onTask = await cored(['eval', '--weights', id, '--data', './data', '--task', 'alpha', '--json']);
    const onFolder = await cored(['eval', '--weights', file, '--data', './data/alpha/val', '--json']);
    expect([onTask.status, onFolder.status]).toEqual([0, 0]);
    expect(onTask.errors).toContain('12 of 12 images');
    const [task, given] = [onTask, onFolder].map(({ output }) => JSON.parse(output));
    expect(task.request.weights).toEqual({ kind: 'run', runId: id, stage: 2, which: 'best' });
    expect(task.result.metrics).toMatchObject({ task: 'alpha', split: 'val', counts: { fake: 6, real: 6 } });
    expect(given.result.metrics.auc).toBe(task.result.metrics.auc);
    expect(given.result.histogram).toEqual(task.result.histogram);

    const elsewhere = ['--workspace', join(folder, 'elsewhere')];
    await cored(['bundle', id, '--to', join(folder, 'bundles')]);
    await cored(['import', join(folder, 'bundles', `${id}.cored.zip`), ...elsewhere]);
    const again = ['--weights', `${id}:2:best`, '--data', './data', '--task', 'alpha', '--json', ...elsewhere];
    const onImported = await cored(['eval', ...again]);
    expect(onImported.status).toBe(0);
    const imported = JSON.parse(onImported.output);
    expect(imported.result.metrics.auc).toBe(task.result.metrics.auc);
    expect(imported.result.histogram).toEqual(task.result.histogram);

    const text = await cored(['eval', '--weights', `${id}:1:last`, '--data', './data/beta/train']);
    expect(text.output).toMatch(/AUC +\d\.\d{3} +\(95 %/);
    expect(text.output).toContain(`${id}, stage 1, last`);
    expect(JSON.parse((await cored(['evaluations', '--json'])).output)).toHaveLength(3);
  });

  it('stops cleanly on Ctrl-C, says how to resume, and resumes', async () => {
    const stopped = await cored(['run', ...training, '--epochs', '300', '--seed', '4', '--json'], (errors, kill) => {
      if (/epoch 2,/.test(errors)) kill();
    });
    expect(stopped.status).toBe(1);
    const [run] = Runs.parse(JSON.parse(stopped.output)).runs;
    expect(run?.state).toBe('stopped');
    expect(stopped.errors).toContain(`cored resume ${run?.id}`);

    const resumed = await cored(['resume', run?.id ?? '', '--json']);
    expect(resumed.status).toBe(0);
    const stoppedAgain = await cored(['stop', run?.id ?? '', '--json']);
    expect(JSON.parse(stoppedAgain.output).state).toBe('stopped');
    const events = await readFile(join(run?.folder ?? '', 'events.jsonl'), 'utf8');
    expect(events.match(/"run\/started"/g)?.length).toBe(2);
    expect(events).toContain('"resumed":true');
  });

  it.each([
    ['an unknown command', ['fly'], 2, /unknown command 'fly'/],
    ['a missing flag', ['run', '--chain', 'a'], 2, /--data/],
    ['an unknown flag', ['runs', '--fast'], 2, /unknown option '--fast'/],
    ['a number that is none', ['run', ...training, '--epochs', 'many'], 2, /not a whole number/],
    ['zero epochs', ['run', ...training, '--epochs', '0'], 2, /"epochs".*cannot be 0/],
    ['an unknown preset', ['run', ...training, '--preset', 'paper'], 2, /corrected, published/],
    ['an unknown method', ['run', ...training, '--method', 'corde'], 2, /Did you mean "cored"/],
    ['the same task twice', ['run', '--data', './data', '--chain', 'alpha,alpha'], 2, /twice/],
    ['a missing folder', ['run', '--data', './gone', '--chain', 'a'], 1, /gone/],
    ['a missing folder to scan', ['datasets', './gone'], 1, /gone/],
    ['an unknown run', ['show', 'nothing'], 1, /no run "nothing"/],
    ['a workspace that cannot be written', ['runs', '--workspace', '/dev/null/x'], 1, /cannot be written/],
    ['a workspace where folders cannot be made', ['runs', '--workspace', '/proc/x/y'], 1, /cannot be written/],
    ['weights that are not there', ['eval', '--weights', './w.pth', '--data', './data/alpha/val'], 1, /w\.pth/],
    ['a run that is not there', ['eval', '--weights', 'gone:1', '--data', './data/alpha/val'], 1, /no run "gone"/],
    ['best or worst', ['eval', '--weights', 'gone:1:worst', '--data', './data'], 2, /neither best nor last/],
    ['a split without a task', ['eval', '--weights', 'x', '--data', './data', '--split', 'val'], 2, /--task/],
    ['a root that is not there', ['serve', '--root', './gone', '--port', '0'], 1, /gone/],
  ])('answers %s with its status and one JSON document', async (_, args, status, message) => {
    const runsBefore = await readdir(join(folder, 'workspace', 'runs')).catch(() => []);
    const outcome = await cored([...args, '--json']);
    expect(outcome.status).toBe(status);
    const { error } = z
      .object({ error: z.object({ code: z.string(), message: z.string() }) })
      .parse(JSON.parse(outcome.output));
    expect(error.message).toMatch(message);
    expect(outcome.errors).toContain('Error: ');
    expect(await readdir(join(folder, 'workspace', 'runs')).catch(() => [])).toEqual(runsBefore);
  });

  it('makes a registry anew where the old one cannot be read, and keeps the old one', async () => {
    const workspace = join(folder, 'broken');
    await cored(['runs', '--workspace', workspace]);
    await writeFile(join(workspace, 'registry.sqlite'), 'no database '.repeat(500));
    // Lists come from the folders; what would change something is refused.
    const listed = await cored(['runs', '--workspace', workspace, '--json']);
    expect([listed.status, listed.output]).toEqual([0, '[]\n']);
    expect(listed.errors).toContain('registry rebuild');
    const refused = await cored(['demo', '--tasks', '1', '--workspace', workspace]);
    expect([refused.status, refused.output]).toEqual([1, '']);
    expect(refused.errors).toContain('registry rebuild');
    await mkdir(join(workspace, 'runs', 'run-z'));
    const rebuilt = await cored(['registry', 'rebuild', '--workspace', workspace, '--json']);
    expect(JSON.parse(rebuilt.output)).toMatchObject({
      runs: 0,
      problems: [expect.stringContaining('run-z')],
      unreadable: 1,
    });
    // A folder could not be read.
    expect(rebuilt.status).toBe(1);
    await rm(join(workspace, 'runs', 'run-z'), { recursive: true });
    expect((await cored(['registry', 'rebuild', '--workspace', workspace])).status).toBe(0);
    const kept = await readdir(join(workspace, 'backups'));
    expect(kept.filter((name) => name.startsWith('registry-before-rebuild'))).toHaveLength(2);
    const backup = join(folder, 'backup.sqlite');
    expect((await cored(['backup', backup, '--workspace', workspace])).output).toContain(backup);
    expect((await cored(['restore', backup, '--workspace', workspace])).output).toContain(
      'What was there before is kept',
    );
  });

  it('makes the demo, and leaves nothing half-made when it is interrupted in the middle', async () => {
    const workspace = join(folder, 'demo');
    const demo = ['demo', '--tasks', '1', '--epochs', '1', '--methods', 'ft', '--seeds', '3', '--workspace', workspace];
    const interrupted = await cored(demo, (errors, kill) => {
      if (/of \d+ images/.test(errors)) kill();
    });
    expect([interrupted.status, interrupted.output]).toEqual([1, '']);
    expect(interrupted.errors).toContain('cancelled');
    expect(await readdir(join(workspace, 'runs'))).toEqual([]);
    expect(await readdir(join(workspace, 'datasets'))).toEqual([]);

    const { status, output, errors } = await cored([...demo, '--json']);
    expect(errors).toContain('FT, seed 3: complete');
    expect(status).toBe(0);
    const { runs, comparison } = JSON.parse(output);
    expect(runs).toMatchObject([{ method: 'ft', seed: 3, state: 'complete', reportedSplit: 'test' }]);
    expect(runs[0].matrix[0][0]).toBeGreaterThan(0.5);
    expect(comparison.rows).toHaveLength(1);
  });

  it('ends with 1 where a dataset has a problem, shows how it would be read, and trains on it once that is saved', async () => {
    const other = join(folder, 'other');
    await makeTinyDataset(other, { tasks: ['alpha', 'beta'], perClass: 6 });
    for (const place of ['alpha/train', 'alpha/val', 'beta/train', 'beta/val']) {
      await rename(join(other, place, 'fake'), join(other, place, '1_fake'));
      await rename(join(other, place, 'real'), join(other, place, '0_real'));
    }
    const before = await cored(['datasets', './other']);
    expect(before.status).toBe(1);
    expect(before.output).toContain('Task "alpha" has no folder train/fake: it holds 0_real and 1_fake.');
    const shown = await cored(['datasets', 'map', './other']);
    expect(shown.status).toBe(0);
    expect(shown.output).toMatch(/alpha\/train\/1_fake +6 +fake +train +alpha/);
    expect(shown.output).toContain('Nothing is saved.');
    expect(shown.output).toMatch(/name \(the name before its last number\) +real_000\.png → real +does not fit +\d+/);
    expect(shown.output).toMatch(/none \(each image by itself\) .* chosen +–/);
    expect((await cored(['datasets', 'map', './other', '--save', '--json'])).status).toBe(0);
    const after = await cored(['datasets', './other']);
    expect([after.status, after.output]).toEqual([0, expect.stringMatching(/alpha +6 \/ 6 +6 \/ 6 +– .*yes/)]);
    const run = ['run', '--data', './other', ...training.slice(2), '--method', 'ft', '--epochs', '1', '--json'];
    const trained = await cored(run);
    expect(trained.errors).not.toContain('not the same as when the run was created');
    expect(trained.status).toBe(0);
    const [made] = z.object({ runs: z.array(z.object({ id: z.string() })) }).parse(JSON.parse(trained.output)).runs;
    const kept = await readFile(join(folder, 'workspace', 'runs', made?.id ?? '', 'mapping.json'), 'utf8');
    expect(kept).toContain('alpha/train/1_fake');
    const evaluated = await cored([
      'eval',
      '--weights',
      `${made?.id}:1:best`,
      '--data',
      './other',
      '--task',
      'beta',
      '--split',
      'val',
    ]);
    expect(evaluated.status).toBe(0);
    expect(evaluated.output).toMatch(/Video AUC +– +\(no videos told apart\)/);
    await copyFile(join(other, 'beta/train/1_fake/fake_000.png'), join(other, 'beta/val/0_real/copy.png'));
    const leaving = await cored(['datasets', 'map', './other', '--save', '--leave-out', 'label-conflict']);
    expect(leaving.output).toContain('Task beta: 2 images left out by the audit (2 label-conflict).');
    expect(leaving.output).toContain(
      'The scan leaves out by its audit: the same content, fake and real (every copy, in all tasks).',
    );
    expect((await cored(['datasets', 'map', './other', '--leave-out', 'everything'])).status).toBe(2);
    // A switch stays as it is until it is turned.
    const mappedAgain = await cored(['datasets', 'map', './other', '--save', '--seed', '3']);
    expect(mappedAgain.output).toContain('Task beta: 2 images left out by the audit (2 label-conflict).');
    const turned = await cored(['datasets', 'map', './other', '--save', '--leave-out', 'none']);
    expect([turned.status, turned.output]).toEqual([0, expect.not.stringContaining('left out by the audit')]);
    const moving = ['--split', 'beta/val=test', '--task', 'beta=gamma', '--task', 'alpha=delta'];
    const moved = await cored(['datasets', 'map', './other', ...moving]);
    expect(moved.output).toMatch(/alpha\/train\/0_real +6 +real +train +delta/);
    expect(moved.output).toMatch(/beta\/val\/0_real +7 +real +test +gamma/);
    const inAnother = ['--workspace', join(folder, 'another')];
    await cored(['datasets', 'map', './other', '--save', ...inAnother]);
    expect(await readdir(join(folder, 'another', 'mappings'))).toHaveLength(2);
    expect((await cored(['datasets', './other', ...inAnother])).output).toMatch(/beta +6 \/ 6 +6 \/ 7/);
    expect((await cored(['datasets', 'map', './other', '--clear'])).status).toBe(0);
    await rm(join(other, 'beta/val/0_real/copy.png'));
    expect((await cored(['datasets', './other'])).status).toBe(1);
  });

  it('scans a dataset and lists its tasks', async () => {
    const { status, output } = await cored(['datasets', './data']);
    expect(status).toBe(0);
    expect(output).toMatch(/alpha +6 \/ 6 +6 \/ 6 +– +[\d.]+ KiB +yes/);
  });

  it('lists methods, networks and the parameters of a method, with ranges, defaults and sources', async () => {
    const methods = await cored(['methods', '--json']);
    const [, known] = [methods.status, z.array(z.object({ id: z.string() })).parse(JSON.parse(methods.output))];
    expect(known.map(({ id }) => id)).toEqual(expect.arrayContaining(['ft', 'cored', 'joint']));
    expect((await cored(['methods'])).output).toMatch(/joint +Joint \(upper bound\) +cross-entropy/);
    expect((await cored(['networks'])).output).toMatch(/small-cnn +Small CNN +[\d,]+ +64 px/);

    const parameters = (await cored(['parameters', 'cored'])).output;
    expect(parameters).toContain(
      '--set bins=5\n      Confidence bins: a whole number from 1 up to 50, 5 unless given.',
    );
    expect(parameters).toContain('Source: Published code (-ns).');
    expect(parameters).toContain('--set batchSize=128\n      Batch size: a whole number from 1 up to 4096 (images)');
    expect(parameters).toContain('Of network small-cnn:');
    expect(parameters).toContain('--set cutmixPartner=same');
    const published = (await cored(['parameters', 'cored', '--preset', 'published'])).output;
    expect(published).toContain('--set cutmixPartner=opposite');
    expect(published).toContain('--set usesAlpha=false');

    const mistyped = await cored(['parameters', 'cord']);
    expect(mistyped.status).not.toBe(0);
    expect(mistyped.errors).toContain('There is no method "cord". Did you mean "cored"?');
  });
});
