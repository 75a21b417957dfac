/** A power cut at any call of the worker: what was not synced is gone, and the run ends with the same bytes all the same. */
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { isShort, type Fault } from './fault';
import { bringToItsEnd, expectWhole, openWorkbench, runFolderIn, ShortRuns } from './short-run';

const step = Number(process.env['CORED_FAULTS_STEP'] ?? 1);
/** The names reach the disk with the bytes, or before them. */
const kinds = ['power cut', 'power cut, names kept'] as const;
const most = 240;

let runs: ShortRuns;
beforeAll(async () => {
  runs = await ShortRuns.prepare(
    'power',
    isShort ? { tasks: ['alpha'], epochs: 2 } : { tasks: ['alpha', 'beta'], epochs: 2 },
  );
});
afterAll(() => runs.remove());

const places = isShort ? [] : Array.from({ length: Math.ceil(most / step) }, (_, index) => 1 + index * step);
const faults: Fault[] = isShort
  ? [{ role: 'worker', kind: 'power cut', at: 3, match: 'rename .*checkpoints' }]
  : places.flatMap((at) => kinds.map((kind): Fault => ({ role: 'worker', kind, at })));

it.each(faults)('$kind at call $at', async (asked) => {
  const workspace = await runs.newWorkspace();
  const record = `${workspace}.calls`;
  const command = runs.start(workspace, { ...asked, record });
  await command.ended();
  const isStruck = (await readFile(record, 'utf8')).includes('struck');
  // Calls behind the last one of a run.
  if (!isStruck) {
    expect(asked.match).toBeUndefined();
    return;
  }
  expect(await runFolderIn(workspace)).not.toBeNull();
  const workbench = await openWorkbench(workspace);
  try {
    const [known] = await workbench.call('run/list', {});
    const { run } = await bringToItsEnd(workbench, known?.id ?? '');
    await expectWhole(workbench, run, runs);
  } finally {
    await workbench.close();
  }
});
