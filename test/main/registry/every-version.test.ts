/** A registry of every version that there was, with data: it opens, lists and shows the same figures, and is kept as it was. */
import Database from 'better-sqlite3';
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { zstdDecompressSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { migrations } from '../../../src/main/registry/migrations';
import { openRegistry } from '../../../src/main/registry/registry';
import { readDetail } from '../../../src/main/runs/run-curves';
import type { RunDetail } from '../../../src/shared/run';
import { oldRuns } from '../../fixtures/old-workspace';
import { temporaryFolder } from '../../fixtures/tiny-workbench';

const fixtures = resolve(import.meta.dirname, '../../fixtures');
const versions = [1, 2, 3, 4, 5, 6, 7, 8, 9];

let folder: string;
beforeAll(async () => {
  folder = await temporaryFolder('versions');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function workspaceOf(version: number): Promise<string> {
  const workspace = join(folder, `of-version-${version}`);
  await mkdir(workspace);
  await cp(join(fixtures, 'workspace-8095bd0/runs'), join(workspace, 'runs'), { recursive: true });
  const packed = await readFile(join(fixtures, `registries/version-${version}.sqlite.zst`));
  await writeFile(join(workspace, 'registry.sqlite'), zstdDecompressSync(packed));
  return workspace;
}

/** What every version knew: not where the folder lies now, nor what later versions say beside it. */
function figuresOf({ summary, stages, results, lossPoints, aucPoints, lastSequence }: RunDetail): unknown {
  const { id, name, state, seconds, chain, matrix, beforeTraining, averageAuc, forgetting, losses, endedAt } = summary;
  const run = { id, name, state, seconds, chain, matrix, beforeTraining, averageAuc, forgetting, losses, endedAt };
  // The first version kept no intervals.
  const plain = results.map(({ aucInterval: _, ...result }) => result);
  return { run, stages, results: plain, lossPoints, aucPoints, lastSequence };
}

let first: string | null = null;

it.each(versions)('version %i', async (version) => {
  const workspace = await workspaceOf(version);
  const told: string[] = [];
  const registry = openRegistry(join(workspace, 'registry.sqlite'), workspace, { onBackup: (text) => told.push(text) });
  expect(
    registry.runs
      .list()
      .map(({ id }) => id)
      .sort(),
  ).toEqual(Object.values(oldRuns).sort());
  const details: RunDetail[] = [];
  for (const id of Object.values(oldRuns)) details.push(await readDetail(registry, id));
  const figures = JSON.stringify(details.map(figuresOf));
  first ??= figures;
  expect(figures).toBe(first);
  // One figure by hand, of the file expected.json that commit 8095bd0 answered.
  const { averageAuc } = registry.runs.get(oldRuns.cored);
  const answers: unknown = JSON.parse(await readFile(join(fixtures, 'workspace-8095bd0/expected.json'), 'utf8'));
  expect(answers).toMatchObject({
    details: expect.arrayContaining(
      [{ summary: { id: oldRuns.cored, averageAuc } }].map((one) =>
        expect.objectContaining({ summary: expect.objectContaining(one.summary) }),
      ),
    ),
  });
  expect(registry.datasets.list().map(({ path, tasks }) => [path, tasks.map(({ name }) => name)])).toEqual([
    ['/old/data', ['alpha', 'beta']],
  ]);
  const { archived, experimentName } = registry.runs.get(oldRuns.ft);
  expect([archived ?? false, experimentName]).toEqual(version >= 8 ? [true, 'Renamed'] : [false, 'Made at 8095bd0']);
  expect(registry.queue.places()).toEqual(version >= 9 ? [{ runId: oldRuns.cutOff, priority: 1, place: 0 }] : []);
  registry.close();

  const [kept = '', ...others] = await readdir(join(workspace, 'backups'));
  expect(others).toEqual([]);
  expect(told).toEqual([expect.stringContaining(join(workspace, 'backups', kept))]);
  const before = new Database(join(workspace, 'backups', kept), { readonly: true });
  expect(before.pragma('user_version', { simple: true })).toBe(version);
  expect(before.pragma('integrity_check', { simple: true })).toBe('ok');
  expect(before.prepare('SELECT count(*) FROM run').pluck().get()).toBe(3);
  before.close();
  expect(migrations.length).toBeGreaterThan(version);
});
