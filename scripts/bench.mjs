#!/usr/bin/env node
/** `npm run bench`: builds the bench from the sources as they are, and runs it; `npm run bench -- --help` says what it takes. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { packagedNode, runsOnNode24 } from './node-24.mjs';

const root = resolve(import.meta.dirname ?? new URL('.', import.meta.url).pathname, '..');
const args = process.argv.slice(2);
const entries = ['main', 'worker', 'engine-time'];

if (runsOnNode24(join(root, 'scripts/bench.mjs'), args)) {
  if (args.includes('--pack')) await pack(args);
  else await measure();
}

async function measure() {
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

/** Its test files run without vitest: a runner of the pack's own stands in. */
async function pack([flag, folder, ...others]) {
  if (flag !== '--pack' || !folder || others.length > 0) {
    console.error('Write: npm run bench -- --pack DIR, with an empty folder or one that is not there yet.');
    process.exitCode = 2;
    return;
  }
  const { packBench } = await import('./bench/pack/main.ts');
  const alias = { vitest: join(root, 'scripts/bench/pack/checks-runner.ts') };
  process.exitCode = await packBench(folder, {
    root,
    node: packagedNode(),
    build: (to, more) => build(to, more, alias),
  });
}

async function build(folder, more = {}, alias = {}) {
  const { build: viteBuild } = await import('vite');
  const { trainingKernels } = await import('./kernels-plugin.mjs');
  await viteBuild({
    root,
    configFile: false,
    plugins: [trainingKernels()],
    resolve: { alias },
    logLevel: 'error',
    build: {
      ssr: true,
      outDir: folder,
      target: 'node24',
      rollupOptions: {
        input: {
          ...(await programEntries()),
          ...Object.fromEntries(entries.map((name) => [`bench-${name}`, join(root, `scripts/bench/${name}.ts`)])),
          ...more,
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
