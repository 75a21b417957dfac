import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { writeJsonDurably } from '../../../src/main/runs/durable-file';
import { RunFolder } from '../../../src/main/runs/run-folder';
import { waitForSilence } from '../../../src/main/worker/wait-for-silence';
import { temporaryFolder } from '../../fixtures/tiny-workbench';

it('takes a folder over from another node that is silent, whatever its clock says, and from none that goes on writing', async () => {
  const workspace = await temporaryFolder('silence');
  const folder = new RunFolder(join(workspace, 'runs', 'run-a'));
  await mkdir(folder.path, { recursive: true });
  // An hour ahead of this clock.
  const ahead = (seconds: number) => new Date(Date.now() + 3_600_000 + seconds * 1000).toISOString();
  const worker = (heartbeatAt: string) => ({ processId: 1, host: 'another-node', startedAt: ahead(0), heartbeatAt });
  await writeJsonDurably(folder.workerPath, worker(ahead(0)));
  await waitForSilence(folder, 500);
  expect(await folder.readWorker()).toBeNull();

  await writeJsonDurably(folder.workerPath, worker(ahead(0)));
  const waiting = waitForSilence(folder, 5000);
  await writeJsonDurably(folder.workerPath, worker(ahead(2)));
  await waiting;
  expect(await folder.readWorker()).not.toBeNull();
  await rm(workspace, { recursive: true });
});
