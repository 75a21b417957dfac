/** A worker whose training does nothing any more: its heartbeat goes on and says so, and it is restarted. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { lookAtProcess } from '../../src/main/processes/process-start';
import { RunFolder } from '../../src/main/runs/run-folder';
import type { WorkerFile } from '../../src/shared/run';
import { bringToItsEnd, expectWhole, openWorkbench, runFolderIn, ShortRuns } from './short-run';

let runs: ShortRuns;
beforeAll(async () => {
  runs = await ShortRuns.prepare('hang', { tasks: ['alpha'], epochs: 2 });
});
afterAll(() => runs.remove());

it('tells a hang by its heartbeat, ends the process at a restart, and ends with the same bytes', async () => {
  const workspace = await runs.newWorkspace();
  const command = runs.start(workspace, { role: 'worker', kind: 'hang', at: 2, match: 'writeFile .*checkpoints' });
  const hung = await quietFor(workspace, 3);
  // The thread that trains is held, and the one that beats is not.
  const later = await quietFor(workspace, (hung.pulse?.quietSeconds ?? 0) + 2);
  expect(later.pulse?.beat).toBeGreaterThan(hung.pulse?.beat ?? Infinity);
  expect(later.pulse?.busySeconds).toBeLessThan(1);

  // It would start the next worker, and that would hang as well.
  command.child.kill('SIGKILL');
  await command.ended();
  const workbench = await openWorkbench(workspace);
  try {
    const [known] = await workbench.call('run/list', {});
    await workbench.call('run/restart', { runId: known?.id ?? '' });
    expect(await lookAtProcess(hung.processId)).toEqual({ isGone: true });
    const { run, resumed } = await bringToItsEnd(workbench, known?.id ?? '');
    expect(resumed).toBe(0);
    await expectWhole(workbench, run, runs);
  } finally {
    await workbench.close();
  }
});

async function quietFor(workspace: string, seconds: number): Promise<WorkerFile> {
  const until = performance.now() + 90_000;
  for (;;) {
    const folder = await runFolderIn(workspace);
    const worker = folder === null ? null : await new RunFolder(folder).readWorker();
    if (worker !== null && (worker.pulse?.quietSeconds ?? 0) > seconds) return worker;
    if (performance.now() > until) throw new Error(`No heartbeat says so: ${JSON.stringify(worker)}`);
    await sleep(100);
  }
}
