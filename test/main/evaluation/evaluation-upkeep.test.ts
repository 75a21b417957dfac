/** An evaluation under another name, in the bin and back: its folder tells it, whoever looks. */
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import pino from 'pino';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { BinFolder } from '../../../src/main/bin/bin-folder';
import { EvaluationFolder } from '../../../src/main/evaluation/evaluation-folder';
import { Evaluations } from '../../../src/main/evaluation/evaluations';
import { temporaryFolder } from '../../fixtures/tiny-workbench';

let root: string;
let bin: BinFolder;
let removed: string[];
const opened: Evaluations[] = [];

beforeEach(async () => {
  root = await temporaryFolder('evaluation-upkeep');
  bin = new BinFolder(join(root, 'bin'));
  removed = [];
});
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close();
  await rm(root, { recursive: true, force: true });
});

function open(): Evaluations {
  const evaluations = new Evaluations({
    ...{ folder: join(root, 'evaluations'), isReadOnly: false, workerScript: 'worker.js' },
    log: pino({ level: 'silent' }),
    onChange: () => undefined,
    onRemoved: (ids) => removed.push(...ids),
  });
  opened.push(evaluations);
  return evaluations;
}

async function write(id: string, state: 'running' | 'failed'): Promise<void> {
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
  await folder.writeStatus({ state, engine: null, progress: null, error: null });
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

it('does not delete one that runs', async () => {
  await write('one', 'running');
  await expect(open().delete('one', bin)).rejects.toMatchObject({
    code: 'conflict',
    message: 'Evaluation "one" cannot be deleted: it is running. Wait until it has ended.',
  });
});
