import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { lookAtProcess } from '../../../src/main/processes/process-start';

it('tells a process that is there, the same start each time, from one that is gone', async () => {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => undefined, 1000)'], { stdio: 'ignore' });
  const processId = child.pid ?? 0;
  const found = await lookAtProcess(processId);
  expect(found.isGone).toBe(false);
  expect(await lookAtProcess(processId)).toEqual(found);
  expect(await lookAtProcess(process.pid)).not.toEqual(found);
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
  expect(await lookAtProcess(processId)).toEqual({ isGone: true });
});

// A parent that does not wait for it keeps the number of an ended process in the list.
it.runIf(process.platform === 'linux')('takes one that has ended and was not waited for as gone', async () => {
  const parent = spawn('sh', ['-c', 'sleep 0 & echo $!; exec sleep 30'], { stdio: ['ignore', 'pipe', 'ignore'] });
  try {
    const [line] = (await once(parent.stdout, 'data')) as [Buffer];
    const processId = Number(line.toString());
    await expect.poll(() => lookAtProcess(processId)).toEqual({ isGone: true });
    expect(() => process.kill(processId, 0)).not.toThrow();
  } finally {
    parent.kill('SIGKILL');
  }
});
