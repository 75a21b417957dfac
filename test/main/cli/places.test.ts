/** The command line on a copied workspace whose data have moved: built, in processes of its own. */
import { execFile } from 'node:child_process';
import { cp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { buildEntries, type BuiltEntries } from '../../fixtures/build-entries';
import { folderHash } from '../../fixtures/folder-hash';
import { makeTinyDataset } from '../../fixtures/make-tiny-dataset';
import { openTestWorkbench, temporaryFolder } from '../../fixtures/tiny-workbench';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const Run = z.object({ id: z.string(), state: z.string() });

let entries: BuiltEntries;
let folder: string;
let runId: string;

beforeAll(async () => {
  entries = await buildEntries();
  folder = await temporaryFolder('cli-places');
  await makeTinyDataset(join(folder, 'data'), { tasks: ['alpha'], perClass: 4, size: 32 });
  const workbench = await openTestWorkbench(join(folder, 'ws'));
  const { runs } = await workbench.call('experiment/create', {
    ...{ name: 'Places', dataset: join(folder, 'data'), chain: ['alpha'], methods: ['ft'], network: 'small-cnn' },
    ...{ preset: 'corrected', parameters: { epochs: 1, batchSize: 4, imageSize: 32 }, methodParameters: {} },
    ...{ seeds: [1], engine: 'wasm', initialWeights: null },
  });
  runId = runs[0]?.id ?? '';
  await workbench.call('run/stop', { runId });
  await workbench.close();
  await cp(join(folder, 'ws'), join(folder, 'ws2'), { recursive: true });
  await rename(join(folder, 'data'), join(folder, 'moved'));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
  await rm(entries.folder, { recursive: true, force: true });
});

/** In the copy. */
async function cored(...args: readonly string[]): Promise<unknown> {
  const command = [entries.commandLine, ...args, '--workspace', 'ws2', '--json'];
  const { stdout } = await promisify(execFile)(process.execPath, command, { cwd: folder });
  return JSON.parse(stdout);
}

it('resumes the copy from the data’s new place, and leaves the original alone', async () => {
  const before = await folderHash(join(folder, 'ws'));
  await expect(cored('resume', runId)).rejects.toMatchObject({ stdout: expect.stringContaining('--data DIR') });
  await cored('resume', runId, '--data', 'moved');
  await expect.poll(async () => Run.parse(await cored('show', runId)).state, { timeout: 90_000 }).toBe('complete');
  expect(await folderHash(join(folder, 'ws'))).toEqual(before);
});

it('lists a copied run folder and makes it a run of its own', async () => {
  const runs = join(folder, 'ws2', 'runs');
  await cp(join(runs, runId), join(runs, `${runId}-backup`), { recursive: true });
  expect(await cored('registry', 'strays')).toMatchObject([{ folder: `${runId}-backup`, runId, hasOriginal: true }]);
  expect(await cored('registry', 'adopt', `${runId}-backup`)).toMatchObject({
    id: `${runId}-backup`,
    state: 'complete',
  });
  expect(z.array(Run).parse(await cored('runs'))).toHaveLength(2);
  expect(await cored('registry', 'strays')).toEqual([]);
});
