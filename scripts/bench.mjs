#!/usr/bin/env node
/** `npm run bench`: builds the bench from the sources as they are, and runs it; `npm run bench -- --help` says what it takes. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { runsOnNode24 } from './node-24.mjs';

const root = resolve(import.meta.dirname ?? new URL('.', import.meta.url).pathname, '..');
const args = process.argv.slice(2);
const entries = ['main', 'worker', 'engine-time'];

if (runsOnNode24(join(root, 'scripts/bench.mjs'), args)) {
  const cache = join(root, 'node_modules', '.cache');
  mkdirSync(cache, { recursive: true });
  // Under node_modules, where the packages are found.
  const folder = mkdtempSync(join(cache, 'cored-bench-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  // The processes that it started end when their stdin does.
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(1));
  await build(folder);
  const { bench } = await import(pathToFileURL(join(folder, 'bench-main.js')).href);
  process.exitCode = await bench(args, {
    root,
    worker: join(folder, 'bench-worker.js'),
    engineTime: join(folder, 'bench-engine-time.js'),
  });
}

async function build(folder) {
  const { build: viteBuild } = await import('vite');
  const { trainingKernels } = await import('./kernels-plugin.mjs');
  await viteBuild({
    root,
    configFile: false,
    plugins: [trainingKernels()],
    logLevel: 'error',
    build: {
      ssr: true,
      outDir: folder,
      target: 'node24',
      rollupOptions: {
        input: {
          ...(await programEntries()),
          ...Object.fromEntries(entries.map((name) => [`bench-${name}`, join(root, `scripts/bench/${name}.ts`)])),
        },
        output: { format: 'es', entryFileNames: '[name].js' },
      },
    },
  });
}

/** The program's own but for the window: engines and replicas start some of them, and find them beside their own bundle. */
async function programEntries() {
  const { loadConfigFromFile } = await import('vite');
  const loaded = await loadConfigFromFile(
    { command: 'build', mode: 'production' },
    join(root, 'electron.vite.config.ts'),
  );
  const { electron, ...others } = loaded.config.main.build.rollupOptions.input;
  if (!electron) throw new Error('electron.vite.config.ts lists its entries in another way than the bench reads them.');
  return others;
}
