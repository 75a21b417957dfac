import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { findExecutor, readExecutors, writeExecutors } from '../../../src/main/executors/executors-file';
import { temporaryFolder } from '../../fixtures/tiny-workbench';

let workspace: string;
beforeEach(async () => {
  workspace = await temporaryFolder('executors');
});
afterEach(() => rm(workspace, { recursive: true }));

const gpu = { kind: 'slurm', id: 'gpu', partition: 'gpu', timeLimit: '12:00:00' };

it('keeps what was set, with what was not filled in', async () => {
  expect(await readExecutors(workspace)).toEqual([]);
  await writeExecutors(workspace, [gpu]);
  expect(await readExecutors(workspace)).toEqual([{ ...gpu, secondsBeforeLimit: 120, modules: [], environment: {} }]);
});

it.each([
  [{ ...gpu, timeLimit: 'a day' }, 'Executor "gpu", timeLimit: Give minutes'],
  [{ ...gpu, memory: '16 GB' }, 'Executor "gpu", memory: Give a number with K, M, G or T'],
  [{ ...gpu, partion: 'gpu' }, 'Executor "gpu": there is no field "partion". Did you mean "partition"?'],
  [{ ...gpu, partition: 'gpu; rm -rf /' }, 'Executor "gpu", partition: Use letters'],
  [{ ...gpu, startUp: 'a\nb' }, 'Executor "gpu", startUp: Give one line.'],
  [{ ...gpu, id: 'local' }, 'Executor "local", id: "local" is this machine.'],
])('names the field that is wrong: %j', async (executor, message) => {
  await writeExecutors(workspace, [{ ...gpu, id: 'before' }]);
  const before = await readFile(join(workspace, 'executors.json'), 'utf8');
  await expect(writeExecutors(workspace, [executor])).rejects.toThrow(message);
  expect(await readFile(join(workspace, 'executors.json'), 'utf8')).toBe(before);
  await writeFile(join(workspace, 'executors.json'), JSON.stringify({ format: 1, executors: [executor] }));
  await expect(readExecutors(workspace)).rejects.toThrow(
    `${join(workspace, 'executors.json')}" cannot be used. ${message}`,
  );
});

it('refuses two of one name, and suggests the nearest for one that is not there', async () => {
  await expect(writeExecutors(workspace, [gpu, gpu])).rejects.toThrow('Two executors have the same id.');
  await writeExecutors(workspace, [gpu]);
  const executors = await readExecutors(workspace);
  expect(() => findExecutor(executors, 'gpus')).toThrow('Did you mean "gpu"? Known: local, gpu.');
});
