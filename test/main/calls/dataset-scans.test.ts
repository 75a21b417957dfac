/** Datasets that are made and scanned, also by a process before this one that did not end it. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DatasetScans } from '../../../src/main/calls/dataset-scans';
import type { JobRunner } from '../../../src/main/jobs/jobs';
import { openRegistry, type Registry } from '../../../src/main/registry/registry';
import { AppError } from '../../../src/shared/errors';
import type { Dataset } from '../../../src/shared/task';
import { JobsHere } from '../../fixtures/jobs-here';
import { makeTinyDataset } from '../../fixtures/make-tiny-dataset';
import { temporaryFolder } from '../../fixtures/tiny-workbench';

let folder: string;
let registry: Registry;

beforeEach(async () => {
  folder = await temporaryFolder('scans');
  await makeTinyDataset(join(folder, 'tiny'), { tasks: ['A'], perClass: 2, size: 8 });
  registry = openRegistry(join(folder, 'registry.sqlite'));
  registry.datasets.add({ id: 'tiny', name: 'tiny', path: join(folder, 'tiny') });
});
afterEach(async () => {
  registry.close();
  await rm(folder, { recursive: true });
});

const mappings = { read: () => Promise.resolve(null), save: () => Promise.resolve() };
const scansWith = (jobs: JobRunner) => new DatasetScans({ registry, jobs, mappings, onChange: () => undefined });

/** As a process that takes the workbench along in the middle of a scan. */
const dyingJobs: JobRunner = { run: () => new Promise(() => undefined), close: () => Promise.resolve() };

describe('DatasetScans', () => {
  it('takes up a scan that was cut off, once, and then says so instead', async () => {
    const first = scansWith(dyingJobs);
    first.resume();
    await expect.poll(() => registry.datasets.find('tiny')?.scanAttempts).toBe(1);
    scansWith(dyingJobs).resume();
    await expect.poll(() => registry.datasets.find('tiny')?.scanAttempts).toBe(2);

    const third = scansWith(new JobsHere());
    await third.resume();
    expect(third.get('tiny')).toMatchObject({
      state: 'failed',
      problems: [{ message: expect.stringContaining('was begun 2 times and never ended') }],
    });
  });

  it('scans again when a person asks, and begins to count anew', async () => {
    registry.datasets.beginScan('tiny');
    registry.datasets.beginScan('tiny');
    const scans = scansWith(new JobsHere());
    scans.resume();
    scans.rescan('tiny');
    await expect.poll(() => scans.get('tiny').state).toBe('ready');
    expect(registry.datasets.find('tiny')?.scanAttempts).toBe(0);
  });

  it('does not count a scan that was cancelled when the workbench was closed', async () => {
    const scans = scansWith(new JobsHere());
    scans.resume();
    await scans.close();
    expect(registry.datasets.find('tiny')?.scanAttempts).toBe(0);
  });

  it('tells that files are made first, and scanned then', async () => {
    const seen: Dataset['progress'][] = [];
    const onChange = ({ progress }: Dataset) => seen.push(progress);
    const scans = new DatasetScans({ registry, jobs: new JobsHere(), mappings, onChange });
    await scans.make(join(folder, 'tiny'), async (onProgress) => onProgress({ done: 1, total: 2 }));
    const told = seen.filter((progress) => progress !== null);
    expect(told[0]).toEqual({ phase: 'making', done: 1, total: 2 });
    expect(told.at(-1)).toEqual({ phase: 'scanning', done: 8, total: 8 });
    await scans.close();
  });

  it('tells the reason when the process that scans dies', async () => {
    const error = new AppError('internal', 'The process at work on "dataset/scan" ended with SIGKILL. Try it again.');
    const scans = scansWith({ run: () => Promise.reject(error), close: () => Promise.resolve() });
    scans.resume();
    await expect.poll(() => scans.get('tiny').problems.map(({ message }) => message)).toEqual([error.message]);
    // The folder is there: what is missing is the scan.
    expect(scans.get('tiny').problems[0]?.code).toBe('scan-failed');
  });
});
