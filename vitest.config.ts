/** Three suites: unit (Node), renderer (a DOM in Node), e2e (a real browser against the built program). */
import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vitest/config';
import { trainingKernels } from './scripts/kernels-plugin.mjs';

export default defineConfig({
  test: {
    projects: [
      {
        plugins: [trainingKernels()],
        test: {
          name: 'unit',
          include: ['test/{shared,core,engine,main,preload,scripts}/**/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        plugins: [vue()],
        test: {
          name: 'renderer',
          include: ['test/renderer/**/*.test.ts'],
          environment: 'happy-dom',
          testTimeout: 20_000,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          fileParallelism: false,
          testTimeout: 180_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
});
