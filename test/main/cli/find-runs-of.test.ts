import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { findRunsOf } from '../../../src/main/cli/find-runs-of';
import type { Workbench } from '../../../src/main/workbench-api';
import { copyOldWorkspace, oldRuns } from '../../fixtures/old-workspace';
import { openTestWorkbench, temporaryFolder } from '../../fixtures/tiny-workbench';

let folder: string;
let workbench: Workbench;
beforeAll(async () => {
  folder = await temporaryFolder('find-runs-of');
  workbench = await openTestWorkbench(await copyOldWorkspace(folder));
});
afterAll(async () => {
  await workbench.close();
  await rm(folder, { recursive: true, force: true });
});

it('knows an experiment by its id and by its name, and a run by its id and its beginning', async () => {
  const experiment = (await workbench.call('experiment/list', {})).find(({ name }) => name === 'Made at 8095bd0');
  const both = [oldRuns.cored, oldRuns.ft].sort();
  for (const given of [experiment?.id ?? '', 'Made at 8095bd0']) {
    expect((await findRunsOf(workbench, given)).sort()).toEqual(both);
  }
  expect(await findRunsOf(workbench, oldRuns.ft)).toEqual([oldRuns.ft]);
  expect(await findRunsOf(workbench, 'made-at-8095bd0-ft')).toEqual([oldRuns.ft]);
});

it('says what else was meant, or that there is no such thing', async () => {
  await expect(findRunsOf(workbench, 'made-at')).rejects.toMatchObject({
    code: 'bad-input',
    message: expect.stringMatching(/^"made-at" fits experiment made-at-8095bd0-\w+, 2 runs\./),
  });
  await expect(findRunsOf(workbench, 'nowhere')).rejects.toMatchObject({ code: 'not-found' });
});
