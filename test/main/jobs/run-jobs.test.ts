/** Jobs in real processes: what they answer, how they are cancelled, and what becomes of them when their process dies. */
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { scanRoot } from '../../../src/main/datasets/scan-root';
import { ProcessJobRunner } from '../../../src/main/jobs/run-jobs';
import { buildEntries, type BuiltEntries } from '../../fixtures/build-entries';
import { makeTinyDataset } from '../../fixtures/make-tiny-dataset';
import { temporaryFolder } from '../../fixtures/tiny-workbench';

let built: BuiltEntries;
let folder: string;
let runner: ProcessJobRunner;

beforeAll(async () => {
  built = await buildEntries({ electron: join(import.meta.dirname, '../../../src/main/electron/main.ts') });
  folder = await temporaryFolder('jobs');
  await makeTinyDataset(join(folder, 'tiny'), { tasks: ['A', 'B'], perClass: 40, size: 16 });
});
afterAll(async () => {
  await rm(built.folder, { recursive: true });
  await rm(folder, { recursive: true });
});
beforeEach(() => {
  runner = new ProcessJobRunner({ script: join(built.folder, 'jobs.js'), idleMs: 200 });
});
afterEach(() => runner.close());

/** The processes that do jobs for this test's build. */
async function jobProcesses(): Promise<number[]> {
  const found: number[] = [];
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const command = await readFile(join('/proc', name, 'cmdline'), 'utf8').catch(() => '');
    if (command.includes(join(built.folder, 'jobs.js'))) found.push(Number(name));
  }
  return found;
}

/** One that has ended between the look and the signal is no error; process 0 would be this test's own. */
async function signalJobs(signal: 'SIGKILL' | 'SIGINT'): Promise<void> {
  for (const id of await jobProcesses()) {
    try {
      process.kill(id, signal);
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
    }
  }
}

const root = () => join(folder, 'tiny');

describe('ProcessJobRunner', () => {
  it('scans in a process of its own, with progress, and finds what the scan here finds', async () => {
    const progress: { done: number; total: number }[] = [];
    const scan = await runner.run('dataset/scan', { root: root() }, { onProgress: (now) => progress.push(now) });
    expect(scan).toEqual(await scanRoot(root()));
    expect(progress.at(-1)).toEqual({ done: 320, total: 320 });
  });

  it('carries bytes, and errors with their code', async () => {
    const { tasks } = await scanRoot(root());
    const [task] = tasks;
    if (task === undefined) throw new Error('no task');
    const samples = await runner.run('task/samples', { task, split: 'train', className: 'fake', count: 2 });
    expect([...(samples[0]?.bytes.slice(1, 4) ?? [])].map((code) => String.fromCharCode(code)).join('')).toBe('PNG');
    await expect(runner.run('dataset/scan', { root: join(folder, 'none') })).rejects.toMatchObject({
      code: 'not-found',
      message: expect.stringContaining(join(folder, 'none')),
    });
  });

  it('ends a cancelled job with that code', async () => {
    const abort = new AbortController();
    const scan = runner.run(
      'dataset/scan',
      { root: root() },
      { signal: abort.signal, onProgress: () => abort.abort() },
    );
    await expect(scan).rejects.toMatchObject({ code: 'cancelled' });
  });

  it.skipIf(process.platform !== 'linux')(
    'says so when the process is killed, and does the next job in a new one',
    async () => {
      const scan = runner.run('dataset/scan', { root: root() }, { onProgress: () => void signalJobs('SIGKILL') });
      await expect(scan).rejects.toMatchObject({ code: 'internal', message: expect.stringContaining('SIGKILL') });
      expect((await runner.run('recipe/options', {})).methods.map(({ id }) => id)).toContain('cored');
      await signalJobs('SIGKILL');
      expect((await runner.run('recipe/options', {})).networks.length).toBeGreaterThan(0);
    },
  );

  it.skipIf(process.platform !== 'linux')(
    "goes on with a job when a terminal's Ctrl+C reaches its process",
    async () => {
      const interrupt = () => void signalJobs('SIGINT');
      const scan = await runner.run('dataset/scan', { root: root() }, { onProgress: interrupt });
      expect(scan.tasks).toHaveLength(2);
    },
  );

  it.skipIf(process.platform !== 'linux')('keeps no process that has nothing to do', async () => {
    await runner.run('recipe/options', {});
    expect(await jobProcesses()).toHaveLength(1);
    await expect.poll(jobProcesses, { timeout: 5000 }).toEqual([]);
  });

  it('refuses what comes after it was closed', async () => {
    const scan = runner.run('dataset/scan', { root: root() });
    const refused = expect(scan).rejects.toMatchObject({ code: 'cancelled' });
    await runner.close();
    await refused;
    await expect(runner.run('recipe/options', {})).rejects.toMatchObject({ code: 'cancelled' });
  });
});

describe("the desktop program's main process", () => {
  it('loads neither sharp, TensorFlow.js nor any native library but the registry’s', async () => {
    const seen = new Set<string>();
    const packages = new Set<string>();
    const walk = async (path: string): Promise<void> => {
      if (seen.has(path)) return;
      seen.add(path);
      const code = await readFile(path, 'utf8');
      for (const [, name = ''] of code.matchAll(/(?:\bfrom\s*|\bimport\s*\(?\s*)["']([@\w./-]+)["']/g)) {
        if (name.startsWith('.')) await walk(join(path, '..', name));
        else if (!name.startsWith('node:')) packages.add(name);
      }
    };
    await walk(join(built.folder, 'electron.js'));
    expect([...packages].filter((name) => /^(@tensorflow|sharp|@img|webgpu|@stdlib)/.test(name))).toEqual([]);
    expect([...packages].sort()).toEqual(['better-sqlite3', 'electron', 'pino', 'yaml', 'zod']);
  });
});
