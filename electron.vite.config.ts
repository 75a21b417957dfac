/** One build for every host: the Node side (window, command line, worker), the preload bridge and the interface. */
import vue from '@vitejs/plugin-vue';
import { resolve } from 'node:path';
import { defineConfig } from 'electron-vite';
import { trainingKernels } from './scripts/kernels-plugin.mjs';

/** How long each of our own plugins took is nothing that a person who starts the program asks for. */
const checks = { bundlerTimings: false } as const;

const source = (path: string) => resolve(import.meta.dirname, 'src', path);

export default defineConfig({
  main: {
    plugins: [trainingKernels()],
    build: {
      outDir: 'out/main',
      // Optional dependencies are left out of what it leaves to Node otherwise.
      externalizeDeps: { include: ['webgpu'] },
      rollupOptions: {
        checks,
        input: {
          electron: source('main/electron/main.ts'),
          cli: source('main/cli/main.ts'),
          worker: source('main/worker/main.ts'),
          benchmark: source('main/worker/benchmark.ts'),
          jobs: source('main/jobs/main.ts'),
          'use-wasm-sharp': source('main/processes/use-wasm-sharp.ts'),
          'replica-thread': source('main/worker/replica-thread.ts'),
          'heartbeat-thread': source('main/worker/heartbeat-thread.ts'),
          'webgpu-probe': source('engine/webgpu/probe-process.ts'),
          'decode-thread': source('main/datasets/decode-thread.ts'),
        },
        output: { format: 'es', entryFileNames: '[name].js' },
      },
    },
  },
  preload: {
    build: {
      outDir: 'out/preload',
      // A sandboxed preload cannot be an ES module and can require nothing but electron.
      externalizeDeps: false,
      rollupOptions: {
        checks,
        input: { bridge: source('preload/bridge.ts') },
        external: ['electron'],
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: source('renderer'),
    plugins: [vue()],
    build: {
      outDir: resolve(import.meta.dirname, 'out/renderer'),
      rollupOptions: { checks, input: { index: source('renderer/index.html') } },
      // Nothing inline: the policy allows scripts and styles from our own origin only.
      assetsInlineLimit: 0,
    },
  },
});
