/** MLflow's file store, read back as the files that it is. */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { metaYaml } from '../../../../src/main/trackers/mlflow/meta-yaml';
import { oldRuns } from '../../../fixtures/old-workspace';
import { expectedValues, exportedRunIds, ExportedRuns } from '../exported-runs';

let runs: ExportedRuns;
let folders: readonly string[];
beforeAll(async () => {
  runs = await ExportedRuns.open('mlflow');
  ({ files: folders } = await runs.export('mlflow'));
});
afterAll(() => runs.close());

async function filesBelow(folder: string): Promise<Map<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const read = async (path: string) => [path.slice(folder.length + 1), await readFile(path, 'utf8')] as const;
  return new Map(await Promise.all(paths.map(read)));
}

/** Our YAML is a line for each key, its value JSON. */
async function metaIn(folder: string): Promise<Record<string, unknown>> {
  const lines = (await readFile(join(folder, 'meta.yaml'), 'utf8')).trimEnd().split('\n');
  return Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf(':')), JSON.parse(line.slice(line.indexOf(':') + 1))]),
  );
}

it('holds a folder for the experiment and one for each run', async () => {
  expect(folders.length).toBe(2);
  const [first = '', second = ''] = folders;
  const experiment = join(first, '..');
  expect(join(second, '..')).toBe(experiment);
  expect(experiment.startsWith(join(runs.to, 'mlruns'))).toBe(true);
  expect(await metaIn(experiment)).toMatchObject({ name: 'Made at 8095bd0', lifecycle_stage: 'active' });
  const { summary } = await runs.detail(oldRuns.cored);
  expect(await metaIn(second)).toMatchObject({
    ...{ run_name: summary.name, status: 3, lifecycle_stage: 'active' },
    ...{ start_time: Date.parse(summary.createdAt), end_time: Date.parse(summary.endedAt ?? '') },
    artifact_uri: expect.stringMatching(/^file:\/\/.*\/artifacts$/),
  });
});

it('holds every number that is shown of a run, with all its digits', async () => {
  for (const [index, runId] of exportedRunIds.entries()) {
    const files = await filesBelow(folders[index] ?? '');
    const found = new Map<string, number>();
    for (const [path, content] of files) {
      if (!path.startsWith('metrics/')) continue;
      for (const line of content.trimEnd().split('\n')) {
        const [, value = '', step = ''] = line.split(' ');
        found.set(`${path.slice('metrics/'.length)} ${step}`, Number(value));
      }
    }
    for (const [key, value] of await expectedValues(runs, runId)) expect(found.get(key), key).toBe(value);
    const shown = await runs.shown(runId);
    for (const [key, value] of Object.entries(shown.parameters)) expect(files.get(`params/${key}`)).toBe(String(value));
    expect(JSON.parse(files.get('artifacts/results.json') ?? '')).toMatchObject({
      ...{ matrix: shown.matrix, averageAuc: shown.averageAuc, forgetting: shown.forgetting },
    });
  }
});

it('is the same when it is written again, and what a person added there stays', async () => {
  await writeFile(join(folders[1] ?? '', 'tags', 'reviewed'), 'yes');
  const before = await filesBelow(runs.to);
  expect(before.size).toBeGreaterThan(50);
  await runs.export('mlflow', [oldRuns.cored]);
  expect(await filesBelow(runs.to)).toEqual(before);
});

it('writes names that hold marks of YAML as values', () => {
  expect(metaYaml({ name: 'a: "b"\n# c', time: null, tags: [] })).toBe(
    'name: "a: \\"b\\"\\n# c"\ntime: null\ntags: []\n',
  );
});
