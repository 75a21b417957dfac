/** `weights/files` tells nothing of what a link in a run's folder leads to, where that is out of the server's roots. */
import { mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { copyOldWorkspace, oldRuns } from '../../fixtures/old-workspace';
import { openTestWorkbench, temporaryFolder, testHost } from '../../fixtures/tiny-workbench';

let folder: string;
let weights: string;
let workspace: string;
beforeEach(async () => {
  folder = await temporaryFolder('weights-files');
  workspace = await copyOldWorkspace(folder);
  weights = join(workspace, 'runs', oldRuns.ft, 'weights', 'step-1');
  await mkdir(weights, { recursive: true });
  await writeFile(join(folder, 'secret'), 'seven by');
});
afterEach(() => rm(folder, { recursive: true }));

async function filesIn(roots: readonly string[] | null): Promise<[string, number][]> {
  const kind = roots === null ? 'command-line' : 'browser';
  const workbench = await openTestWorkbench(workspace, { host: { ...testHost(), kind, roots } });
  const files = await workbench.call('weights/files', { runIds: [oldRuns.ft] }).finally(() => workbench.close());
  return files.map(({ which, sizeBytes }) => [which, sizeBytes]);
}

it.skipIf(process.platform === 'win32')('lists plain files, and links as far as they may be followed', async () => {
  await writeFile(join(weights, 'last.safetensors'), 'four');
  await symlink(join(folder, 'secret'), join(weights, 'best.safetensors'));
  expect(await filesIn([join(folder, 'data')])).toEqual([['last', 4]]);
  expect(await filesIn(null)).toEqual([
    ['best', 8],
    ['last', 4],
  ]);
});
