/** A run that began when images were decoded by another rule says so when it goes on. */
import { execFile } from 'node:child_process';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { decodingVersion } from '../../../src/main/datasets/decoding-rule';
import { RunFolder } from '../../../src/main/runs/run-folder';
import type { Workbench } from '../../../src/main/workbench-api';
import { buildEntries, type BuiltEntries } from '../../fixtures/build-entries';
import { makeTinyDataset } from '../../fixtures/make-tiny-dataset';
import { openTestWorkbench, temporaryFolder } from '../../fixtures/tiny-workbench';

let folder = '';
let workbench: Workbench;
let entries: BuiltEntries;
beforeAll(async () => {
  entries = await buildEntries();
  folder = await temporaryFolder('other-decoding');
  workbench = await openTestWorkbench(join(folder, 'workspace'));
  await makeTinyDataset(join(folder, 'data'), { tasks: ['Stripes'], perClass: 3, size: 16 });
});
afterAll(async () => {
  await workbench.close();
  await rm(folder, { recursive: true });
  await rm(entries.folder, { recursive: true });
});

it('is told in the log, and only then', { timeout: 120_000 }, async () => {
  const { runs } = await workbench.call('experiment/create', {
    name: 'decoding',
    dataset: join(folder, 'data'),
    chain: ['Stripes'],
    methods: ['ft'],
    network: 'small-cnn',
    preset: 'corrected',
    parameters: { epochs: 1, batchSize: 4, imageSize: 32 },
    methodParameters: {},
    seeds: [1, 2],
    engine: 'wasm',
    initialWeights: null,
  });
  const said: boolean[] = [];
  for (const [place, { id }] of runs.entries()) {
    const path = join(folder, 'workspace/runs', id);
    const run = await new RunFolder(path).readRun();
    expect(run.versions[decodingVersion]).toBe('2');
    const older = Object.fromEntries(Object.entries(run.versions).filter(([name]) => name !== decodingVersion));
    if (place === 0) await writeFile(join(path, 'run.json'), JSON.stringify({ ...run, versions: older }));
    await promisify(execFile)(process.execPath, [entries.worker, path]);
    said.push(
      (await readFile(join(path, 'events.jsonl'), 'utf8')).includes('decoded by rule 1, and goes on with rule 2'),
    );
  }
  expect(said).toEqual([true, false]);
});
