/** Datasets that are made and scanned. */
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { DatasetScans } from '../../../src/main/calls/dataset-scans';
import type { JobInput, JobName, JobOptions, JobOutput, JobRunner } from '../../../src/main/jobs/jobs';
import { openRegistry, type Registry } from '../../../src/main/registry/registry';
import type { Dataset } from '../../../src/shared/task';
import { temporaryFolder } from '../../fixtures/tiny-workbench';

let folder: string;
let registry: Registry;
let seen: Dataset['progress'][];
let scans: DatasetScans;

/** Finds nothing, and tells that it looked at two files. */
const emptyScan: JobRunner = {
  run: <Name extends JobName>(_: Name, __: JobInput<Name>, options: JobOptions<Name> = {}) => {
    const tell = options.onProgress as ((progress: { done: number; total: number }) => void) | undefined;
    tell?.({ done: 2, total: 2 });
    return Promise.resolve({ tasks: [], problems: [] } as unknown as JobOutput<Name>);
  },
  close: () => Promise.resolve(),
};

beforeEach(async () => {
  folder = await temporaryFolder('scans');
  await mkdir(join(folder, 'demo'));
  registry = openRegistry(join(folder, 'registry.sqlite'));
  seen = [];
  scans = new DatasetScans({ registry, jobs: emptyScan, onChange: ({ progress }) => seen.push(progress) });
});
afterEach(async () => {
  await scans.close();
  registry.close();
  await rm(folder, { recursive: true, force: true });
});

it('tells that files are made first, and scanned then', async () => {
  await scans.make(join(folder, 'demo'), async (onProgress) => onProgress({ done: 1, total: 2 }));
  expect(seen.filter((progress) => progress !== null)).toEqual([
    { phase: 'making', done: 1, total: 2 },
    { phase: 'scanning', done: 2, total: 2 },
  ]);
});
