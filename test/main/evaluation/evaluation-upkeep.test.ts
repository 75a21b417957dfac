/** An evaluation under another name, in the bin and back: its folder tells it, whoever looks. */
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import pino from 'pino';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { EvaluationState } from '../../../src/shared/evaluation';
import { BinFolder } from '../../../src/main/bin/bin-folder';
import { EvaluationFolder, waitingStatus } from '../../../src/main/evaluation/evaluation-folder';
import { Evaluations } from '../../../src/main/evaluation/evaluations';
import { openRegistry, type Registry } from '../../../src/main/registry/registry';
import { temporaryFolder } from '../../fixtures/tiny-workbench';

let root: string;
let bin: BinFolder;
let removed: string[];
let registry: Registry;
const opened: Evaluations[] = [];

beforeEach(async () => {
  root = await temporaryFolder('evaluation-upkeep');
  registry = openRegistry(join(root, 'registry.sqlite'));
  bin = new BinFolder(join(root, 'bin'));
  removed = [];
});
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close();
  registry.close();
  await rm(root, { recursive: true, force: true });
});

function open(): Evaluations {
  const evaluations = new Evaluations({
    ...{ folder: join(root, 'evaluations'), isReadOnly: false, starter: null, registry },
    log: pino({ level: 'silent' }),
    onChange: () => undefined,
    onRemoved: (ids) => removed.push(...ids),
  });
  opened.push(evaluations);
  return evaluations;
}

async function write(id: string, state: EvaluationState): Promise<void> {
  const folder = new EvaluationFolder(join(root, 'evaluations', id));
  await mkdir(folder.path, { recursive: true });
  await folder.writeEvaluation({
    ...{ format: 1, id, createdAt: new Date().toISOString(), versions: {}, precision: 'float32' },
    request: {
      ...{ name: 'First name', engine: 'auto', skipsUnreadable: false },
      weights: { kind: 'file', path: '/weights/a.safetensors' },
      target: { kind: 'folder', path: '/images' },
    },
    weights: { path: '/weights/a.safetensors', hash: 'h', network: 'small-cnn', imageSize: 32 },
    target: { task: 'images', split: 'test', folder: '/images', prefix: '' },
    metrics: { seed: 1, videoRule: 'name-or-folder' },
  });
  await folder.writeStatus({ ...waitingStatus, state });
}

it('renames in the folder, so that another process reads it too', async () => {
  await write('one', 'failed');
  const evaluations = open();
  expect((await evaluations.list())[0]?.name).toBe('First name');
  expect((await evaluations.rename('one', 'Second name')).name).toBe('Second name');
  expect((await evaluations.get('one')).request.name).toBe('First name');
  expect((await open().get('one')).name).toBe('Second name');
});

it('goes into the bin and comes back', async () => {
  await write('one', 'failed');
  const evaluations = open();
  await evaluations.rename('one', 'Second name');
  expect(await evaluations.delete('one', bin)).toBe('evaluation/one');
  expect([await evaluations.list(), removed]).toEqual([[], ['one']]);
  const entry = await bin.get('evaluation/one');
  expect([entry.name, entry.kind]).toEqual(['Second name', 'evaluation']);
  expect(await evaluations.restore(entry, bin)).toBe('one');
  expect((await evaluations.list()).map(({ name }) => name)).toEqual(['Second name']);
});

it('does not delete one that waits', async () => {
  await write('one', 'queued');
  await expect(open().delete('one', bin)).rejects.toMatchObject({
    code: 'conflict',
    message: 'Evaluation "one" cannot be deleted: it is queued. Stop it first, or wait until it has ended.',
  });
});

it('leaves the queue when it is stopped while it waits, and comes back when it is started again', async () => {
  await write('one', 'queued');
  registry.evaluationJobs.add('one', new Date().toISOString());
  const evaluations = open();
  expect((await evaluations.stop(['one'])).map(({ state }) => state)).toEqual(['stopped']);
  expect(registry.evaluationJobs.all()).toEqual([]);
  await expect(evaluations.stop(['gone'])).rejects.toMatchObject({ code: 'not-found' });
  expect(await evaluations.startAgain('one')).toMatchObject({ state: 'queued', error: null, endedAt: null });
  expect(registry.evaluationJobs.all()).toEqual([{ id: 'one', claimedAt: null, processId: null }]);
  await expect(evaluations.startAgain('one')).rejects.toMatchObject({
    message: 'Evaluation "one" cannot be started again: it is queued.',
  });
});

it('waits again in a registry that was made anew, and one whose process is gone is told as interrupted', async () => {
  await write('waits', 'queued');
  await write('ran', 'running');
  const evaluations = open();
  await vi.waitFor(() => expect(registry.evaluationJobs.all().map(({ id }) => id)).toEqual(['waits']), 5000);
  const ran = await evaluations.get('ran');
  expect([ran.state, ran.error?.message]).toEqual(['interrupted', expect.stringContaining('process is gone')]);
});
