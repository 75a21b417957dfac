#!/usr/bin/env node
/** `npm run bench:interface`: builds the program and the bench of its interface, and runs it; `-- --help` says what it takes. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { runsOnNode24 } from './node-24.mjs';

const root = resolve(import.meta.dirname ?? new URL('.', import.meta.url).pathname, '..');
const args = process.argv.slice(2);

if (runsOnNode24(join(root, 'scripts/bench-interface.mjs'), args)) {
  const built = spawnSync(process.execPath, [join(root, 'scripts/run-built.mjs'), '--version'], { stdio: 'ignore' });
  if (built.status !== 0) throw new Error('The program cannot be built. "npm run build" says why.');
  const folder = await buildBench();
  const { bench } = await import(pathToFileURL(join(folder, 'bench.js')).href);
  process.exitCode = await bench(args, { root, feeder: join(folder, 'feed.js') });
}

/** Under node_modules, where the packages are found. */
async function buildBench() {
  const cache = join(root, 'node_modules', '.cache');
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, 'cored-bench-interface-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(1));
  const { build } = await import('vite');
  await build({
    root,
    configFile: false,
    logLevel: 'error',
    build: {
      ssr: true,
      outDir: folder,
      target: 'node24',
      rollupOptions: {
        input: {
          bench: join(root, 'scripts/bench/interface/main.ts'),
          feed: join(root, 'scripts/bench/interface/feed.ts'),
        },
        output: { format: 'es', entryFileNames: '[name].js' },
      },
    },
  });
  return folder;
}
