import { rm } from 'node:fs/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { writeExecutors } from '../../../src/main/executors/executors-file';
import type { Workbench } from '../../../src/main/workbench-api';
import { openTestWorkbench, temporaryFolder, testHost } from '../../fixtures/tiny-workbench';

let workspace: string;
let workbench: Workbench;
beforeEach(async () => {
  workspace = await temporaryFolder('executor-calls');
  // As the browser server opens it: with roots.
  workbench = await openTestWorkbench(workspace, { host: testHost([workspace]) });
});
afterEach(async () => {
  await workbench.close();
  await rm(workspace, { recursive: true });
});

const gpu = { kind: 'slurm', id: 'gpu', partition: 'gpu' };
const save = (...executors: unknown[]) => workbench.call('executor/save', { executors });

it('lets nobody who came through the browser put commands into job scripts, and keeps those that are there', async () => {
  await expect(save({ ...gpu, startUp: 'curl evil' })).rejects.toMatchObject({ code: 'not-permitted' });
  await expect(save({ ...gpu, environment: { LD_PRELOAD: '/x' } })).rejects.toThrow('Executor "gpu", environment:');
  await expect(save({ ...gpu, node: '/x' })).rejects.toThrow('Executor "gpu", node:');
  expect((await save(gpu)).executors).toHaveLength(1);

  await writeExecutors(workspace, [{ ...gpu, startUp: 'source env.sh', modules: ['cuda'] }]);
  const { executors } = await save({ ...gpu, startUp: 'source env.sh', modules: ['cuda'], timeLimit: '60' });
  expect(executors[0]).toMatchObject({ timeLimit: '60', startUp: 'source env.sh' });
  await expect(save({ ...gpu, startUp: 'source other.sh' })).rejects.toThrow('startUp');
  // Taken over by another name.
  await expect(save({ ...gpu, id: 'other', startUp: 'source env.sh' })).rejects.toThrow('startUp');
});

it('does not make an experiment whose executor is not known', async () => {
  const request = {
    ...{
      name: 'x',
      dataset: workspace,
      chain: ['a'],
      methods: ['ft'],
      network: 'small-cnn',
      preset: 'corrected' as const,
    },
    ...{ parameters: {}, methodParameters: {}, seeds: [1], engine: 'wasm' as const, initialWeights: null },
  };
  await expect(workbench.call('experiment/create', { ...request, executor: 'gup' })).rejects.toThrow(
    'There is no executor "gup"',
  );
  expect(await workbench.call('run/list', {})).toEqual([]);
});
