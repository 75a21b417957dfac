/** A process that has used engine `webgpu` ends by itself, with its own exit code and no crash. */
import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findAdapter, titled } from '../../fixtures/webgpu-adapter';

const root = resolve(import.meta.dirname, '../../..');
const adapter = await findAdapter();

describe.skipIf(!adapter.isFound)(titled('the end of a process that used webgpu', adapter), () => {
  let folder: string;

  beforeAll(async () => {
    // Under node_modules, where the packages are found.
    const cache = join(root, 'node_modules', '.cache');
    await mkdir(cache, { recursive: true });
    folder = await mkdtemp(join(cache, 'cored-webgpu-'));
    await build({
      root,
      configFile: false,
      logLevel: 'error',
      build: {
        ssr: true,
        outDir: folder,
        target: 'node24',
        rollupOptions: {
          input: { program: join(import.meta.dirname, 'train-and-end.ts') },
          output: { format: 'es', entryFileNames: '[name].js' },
        },
      },
    });
  });
  afterAll(() => rm(folder, { recursive: true }));

  it.each([
    { way: 'plain', status: 0 },
    { way: 'removed', status: 0 },
    { way: 'busy', status: 0 },
    { way: 'exit', status: 3 },
    { way: 'thrown', status: 1 },
  ])('$way: exit code $status', ({ way, status }) => {
    for (let time = 0; time < 3; time++) {
      const ended = spawnSync(process.execPath, [join(folder, 'program.js'), way], {
        encoding: 'utf8',
        timeout: 30_000,
      });
      expect(ended.stdout).toBe('64000\n');
      expect({ signal: ended.signal, status: ended.status }, ended.stderr).toEqual({ signal: null, status });
    }
  });
});
