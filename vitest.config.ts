/** Suites: unit (Node), renderer (a DOM in Node), e2e (a real browser), cluster (a real Slurm), faults (damage, kills and failing disks; CORED_FAULTS_SHORT=1 shortens it) against the built program. */
import vue from '@vitejs/plugin-vue';
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { defineConfig } from 'vitest/config';
import { trainingKernels } from './scripts/kernels-plugin.mjs';
import { shownTexts } from './scripts/shown-texts-plugin.mjs';

/** Engines are measured once for all tests of a build, and the developer's own file is left alone. */
const env = {
  CORED_ENGINE_BENCHMARKS: resolve(import.meta.dirname, 'node_modules/.cache/engine-benchmarks-of-tests.json'),
};

export default defineConfig({
  test: {
    // Many files wait for processes that they have started: two at once also where there are two cores only.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    projects: [
      {
        plugins: [trainingKernels()],
        test: {
          name: 'unit',
          env,
          include: ['test/{shared,core,engine,files,main,preload,scripts}/**/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        plugins: [vue(), shownTexts()],
        test: {
          name: 'renderer',
          include: ['test/renderer/**/*.test.ts'],
          environment: 'happy-dom',
          testTimeout: 20_000,
        },
      },
      {
        plugins: [trainingKernels()],
        test: {
          name: 'faults',
          env,
          include: ['test/faults/**/*.test.ts'],
          // Half an hour by itself: nothing for `npm test`.
          exclude: process.env['CORED_FAULTS_SHORT'] === '1' ? ['test/faults/soak.test.ts'] : [],
          fileParallelism: false,
          testTimeout: 240_000,
          hookTimeout: 240_000,
        },
      },
      {
        test: {
          name: 'cluster',
          env,
          include: ['test/cluster/**/*.test.ts'],
          fileParallelism: false,
        },
      },
      {
        test: {
          name: 'e2e',
          env,
          include: ['test/e2e/**/*.test.ts'],
          fileParallelism: false,
          testTimeout: 180_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
});
