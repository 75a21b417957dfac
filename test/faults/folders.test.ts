/**
 * `npm run test:faults -- folders`: whatever is wrong in a run's folder, the run is listed, what is damaged is told, and
 * its other weights can be had; the other runs are as they were. From the registry, and from the folders alone.
 */
import { existsSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Workbench } from '../../src/main/workbench-api';
import { openTestWorkbench } from '../fixtures/tiny-workbench';
import { folderCases, type FolderDamage } from './damage/folder-kinds';
import { copyOf, damagedRun, makeWhole, removeAll } from './damage/whole-workspace';

let whole: string;
beforeAll(async () => {
  whole = await makeWhole();
});
afterAll(() => removeAll(whole));

it.each(folderCases)('$name', async ({ damage, ...kind }) => {
  const [workspace, unlisted] = [await copyOf(whole), await copyOf(whole)];
  for (const one of [workspace, unlisted]) damage(join(one, 'runs', damagedRun));
  try {
    await withWorkbench(workspace, (workbench) => expectListed(workbench, workspace, kind));
    for (const suffix of ['', '-wal', '-shm']) await rm(join(unlisted, `registry.sqlite${suffix}`), { force: true });
    await withWorkbench(unlisted, async (workbench) => {
      const told = kind.isToldByRegistryAlone ? null : kind.told;
      if (kind.isListedFromFolder) return expectListed(workbench, unlisted, { told });
      await expectOthers(workbench);
      await expectUnreadable(workbench, unlisted);
      expect(await workbench.call('registry/rebuild', {})).toMatchObject({ runs: 4, unreadable: 1 });
    });
  } finally {
    await removeAll(workspace, unlisted);
  }
});

async function withWorkbench(workspace: string, work: (workbench: Workbench) => Promise<void>): Promise<void> {
  const workbench = await openTestWorkbench(workspace);
  try {
    await work(workbench);
  } finally {
    await workbench.close();
  }
}

async function expectListed(
  workbench: Workbench,
  workspace: string,
  { told }: Pick<FolderDamage, 'told'>,
): Promise<void> {
  await expectOthers(workbench);
  const { summary } = await workbench.call('run/get', { runId: damagedRun });
  const damage = summary.damage?.join('\n') ?? null;
  if (told === null) expect(damage).toBeNull();
  else expect(damage).toMatch(told);
  // Once it was looked at, the list says it too.
  const listed = (await workbench.call('run/list', {})).find(({ id }) => id === damagedRun);
  expect(listed?.damage?.join('\n') ?? null).toBe(damage);
  await workbench.call('run/log', { runId: damagedRun, after: 0 }).catch((error: unknown) => {
    expect(error).toMatchObject({ code: 'damaged' });
  });
  const files = await workbench.call('weights/files', { runIds: [damagedRun] });
  expect(files.map(({ stage }) => stage)).toContain(2);
  const to = join(workspace, 'exported');
  await mkdir(to, { recursive: true });
  const weights = { runId: damagedRun, stage: 2, which: 'best', format: 'safetensors' } as const;
  const exported = await workbench.call('weights/export', { ...weights, to });
  expect(existsSync(exported.files[0] ?? '')).toBe(true);
  await workbench.call('run/annotate', { runId: damagedRun, notes: { notes: 'Looked at.' } });
  const rebuilt = await workbench.call('registry/rebuild', {});
  expect(rebuilt.runs).toBe(5);
}

async function expectOthers(workbench: Workbench): Promise<void> {
  const others = (await workbench.call('run/list', {})).filter(({ id }) => id !== damagedRun);
  expect(others.map(({ id, state, damage }) => [id, state, damage ?? null])).toEqual([
    ...[
      ['run-x', 'queued', null],
      ['run-w', 'queued', null],
    ],
    ...[
      ['run-c', 'complete', null],
      ['run-a', 'complete', null],
    ],
  ]);
}

async function expectUnreadable(workbench: Workbench, workspace: string): Promise<void> {
  const folders = await workbench.call('registry/unreadable', {});
  expect(folders).toEqual([
    {
      folder: damagedRun,
      path: join(workspace, 'runs', damagedRun),
      reason: expect.stringContaining('run.json'),
      weights: [1, 2].flatMap((stage) =>
        ['best', 'last'].map((which) =>
          join(workspace, 'runs', damagedRun, `weights/stage-${stage}/${which}.safetensors`),
        ),
      ),
    },
  ]);
  const [first] = folders[0]?.weights ?? [];
  expect(await workbench.call('weights/inspect', { path: first ?? '' })).toMatchObject({ network: 'small-cnn' });
}
