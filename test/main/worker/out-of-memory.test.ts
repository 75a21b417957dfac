/** A training that does not fit into memory, in the real worker: what is told, the queue behind it, and that the advice helps. */
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { Workbench } from '../../../src/main/workbench-api';
import type { Parameters } from '../../../src/shared/field';
import { buildEntries, type BuiltEntries } from '../../fixtures/build-entries';
import { makeTinyDataset } from '../../fixtures/make-tiny-dataset';
import { openTestWorkbench, temporaryFolder, waitForRun } from '../../fixtures/tiny-workbench';

// Real trainings, on a machine that may be busy.
vi.setConfig({ testTimeout: 240_000 });

/** Of 64 KiB. The whole 4 GiB of a WebAssembly memory would take a test too long to fill. */
const pages = 4096;

let entries: BuiltEntries;
let folder: string;
let workbench: Workbench;

beforeAll(async () => {
  entries = await buildEntries();
  folder = await temporaryFolder('memory');
  await makeTinyDataset(join(folder, 'data'), { tasks: ['alpha'], perClass: 16 });
  const workerScript = join(entries.folder, 'worker-with-little-memory.js');
  const limit = `import v8 from 'node:v8';\nv8.setFlagsFromString('--wasm-max-mem-pages=${pages}');\n`;
  await writeFile(workerScript, `${limit}await import(${JSON.stringify(pathToFileURL(entries.worker).href)});\n`);
  workbench = await openTestWorkbench(join(folder, 'workspace'), { workerScript, startsRuns: true, slots: 1 });
});
afterAll(async () => {
  await workbench.close();
  await rm(folder, { recursive: true, force: true });
  await rm(entries.folder, { recursive: true, force: true });
});

async function start(parameters: Parameters): Promise<string> {
  const experiment = await workbench.call('experiment/create', {
    ...{ name: 'Memory', dataset: join(folder, 'data'), chain: ['alpha'], methods: ['ft'] },
    ...{ network: 'small-cnn', preset: 'corrected', methodParameters: {}, seeds: [3], engine: 'wasm' },
    parameters: { epochs: 1, batchSize: 32, imageSize: 256, replicas: 1, ...parameters },
    initialWeights: null,
  });
  return experiment.runs[0]?.id ?? '';
}

const isOver = ({ state }: { state: string }) => ['complete', 'failed', 'interrupted', 'stopped'].includes(state);

it('fails with a smaller micro-batch in its message, which fits, and the next run in the queue is trained', async () => {
  const tooLarge = await start({ microBatch: 32 });
  const behind = await start({ microBatch: 2 });
  const failed = await waitForRun(workbench, tooLarge, isOver);
  expect(failed.state).toBe('failed');
  expect(failed.error).toEqual({
    code: 'unavailable',
    message:
      'Training Small CNN with 32 images of 256 px at once ran out of memory. ' +
      'Start a new run with "microBatch" (Micro-batch) at 16: more micro-batches are then accumulated for each batch.',
  });
  expect((await waitForRun(workbench, behind, isOver)).state).toBe('complete');
  expect((await waitForRun(workbench, await start({ microBatch: 16 }), isOver)).error).toBeNull();
});
