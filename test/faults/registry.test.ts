/**
 * `npm run test:faults -- registry`: whatever is wrong with the registry, every list is shown or the way out is told, the
 * rebuild brings everything back, and the damaged file is kept. Nothing fails as `internal`.
 */
import { lstatSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Workbench } from '../../src/main/workbench-api';
import { openTestWorkbench } from '../fixtures/tiny-workbench';
import { registryKinds } from './damage/registry-kinds';
import { copyOf, makeWhole, removeAll, seenOf, type Seen } from './damage/whole-workspace';

/** In `npm test` every third kind; else all, and damage at random places so many times. */
const isShort = process.env['CORED_FAULTS_SHORT'] === '1';
const rounds = isShort ? 1 : 50;
const kinds = isShort ? registryKinds.filter((_, index) => index % 3 === 0) : registryKinds;
const cases = kinds.flatMap((kind) =>
  Array.from({ length: kind.isRandom ? rounds : 1 }, (_, round) => ({ ...kind, round })),
);

let whole: string;
let before: Seen;
beforeAll(async () => {
  whole = await makeWhole();
  // The first process of all keeps the lists.
  const workbench = await openTestWorkbench(whole);
  before = await seenOf(workbench);
  await workbench.close();
  expect(before.runs).toHaveLength(5);
  expect(before.queue[0]).toEqual({ id: 'run-x', priority: 'high' });
});
afterAll(() => removeAll(whole));

/** The scan of a dataset that was lost has to be done again; what it is and its id stay. */
async function expectAll(workbench: Workbench): Promise<void> {
  expect(await seenOf(workbench)).toEqual(before);
}

async function expectEveryRun(workbench: Workbench): Promise<void> {
  const runs = (await workbench.call('run/list', {})).map(({ id }) => id);
  expect(runs).toEqual(expect.arrayContaining(before.runs.map(({ id }) => id)));
  for (const { id } of before.runs) await workbench.call('run/get', { runId: id });
  await workbench.call('dataset/list', {});
  await workbench.call('experiment/list', {});
}

it.each(cases)('$name', async ({ damage, outcome, isRandom }) => {
  const workspace = await copyOf(whole);
  const file = join(workspace, 'registry.sqlite');
  damage(file);
  try {
    if (outcome === 'refused') {
      const bytes = await readFile(file);
      await expect(openTestWorkbench(workspace)).rejects.toMatchObject({ code: 'newer-version' });
      expect(await readFile(file)).toEqual(bytes);
      return;
    }
    const workbench = await openTestWorkbench(workspace);
    try {
      // A value that became another value is noticed by nobody before the rebuild.
      if (isRandom) await expectEveryRun(workbench);
      else await expectAll(workbench);
      await refusedThenRebuilt(workbench, outcome === 'stood-in' && !isRandom);
    } finally {
      await workbench.close();
    }
    const again = await openTestWorkbench(workspace);
    expect(await again.call('registry/health', {})).toEqual({ damage: null });
    await expectAll(again);
    await again.close();
  } finally {
    await removeAll(workspace);
  }
});

async function refusedThenRebuilt(workbench: Workbench, isStoodIn: boolean): Promise<void> {
  const { damage } = await workbench.call('registry/health', {});
  if (isStoodIn) expect(damage).toMatch(/is damaged.*cored registry rebuild/);
  if (damage !== null) {
    const change = workbench.call('run/mark', { runIds: ['run-a'], addTags: ['x'], removeTags: [] });
    await expect(change).rejects.toMatchObject({
      code: 'damaged',
      message: expect.stringContaining('registry rebuild'),
    });
  }
  const rebuilt = await workbench.call('registry/rebuild', {});
  expect(rebuilt).toMatchObject({ runs: 5, problems: [], unreadable: 0 });
  // It may be a link that leads nowhere.
  expect(lstatSync(rebuilt.keptAs ?? '', { throwIfNoEntry: false })).toBeDefined();
  expect(await workbench.call('registry/health', {})).toEqual({ damage: null });
  await expectAll(workbench);
}
