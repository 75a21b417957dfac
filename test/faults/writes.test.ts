/** Every call that changes the disk fails in turn, once: in the worker, and in the workbench with its registry. */
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isShort, type Fault } from './fault';
import { bringToItsEnd, expectWhole, openWorkbench, runFolderIn, ShortRuns } from './short-run';

/** Every so many-th call; 1 for all of them. */
const step = Number(process.env['CORED_FAULTS_STEP'] ?? 1);
const kinds = ['ENOSPC', 'EIO', 'short'] as const;
/** More than any short run makes: how many there are is known only when one has run, so the rest ends at once. */
const most = { worker: 160, workbench: 110 } as const;

let runs: ShortRuns;
const counted = { worker: 0, workbench: 0 };

beforeAll(async () => {
  runs = await ShortRuns.prepare('writes', { tasks: ['alpha'], epochs: 1 });
  if (isShort) return;
  for (const role of ['worker', 'workbench'] as const) {
    const workspace = await runs.newWorkspace();
    const record = `${workspace}.calls`;
    await runs.start(workspace, { role, kind: 'EIO', at: 0, record }).ended();
    counted[role] = (await readFile(record, 'utf8')).trim().split('\n').length;
    expect(counted[role]).toBeGreaterThan(40);
    expect(counted[role]).toBeLessThan(most[role]);
  }
});
afterAll(() => runs.remove());

/** By what is written, so that a changed program is still met: each is there in every run. */
const shortened: readonly Fault[] = [
  { role: 'worker', kind: 'ENOSPC', at: 1, match: 'writeFile .*checkpoints' },
  { role: 'workbench', kind: 'ENOSPC', at: 6, match: 'sqlite UPDATE run' },
];

if (isShort) it.each(shortened)('$kind of the $role at $match ends well', (fault) => endsWell(fault));

describe.each(isShort ? [] : (['worker', 'workbench'] as const))('the %s’s calls', (role) => {
  const places = Array.from({ length: Math.ceil(most[role] / step) }, (_, index) => 1 + index * step);
  const cases = places.flatMap((at) => kinds.map((kind) => ({ at, kind })));
  it.each(cases)('$kind at call $at', async ({ at, kind }) => {
    if (at <= counted[role]) await endsWell({ role, kind, at });
  });
});

async function endsWell(asked: Fault): Promise<void> {
  const workspace = await runs.newWorkspace();
  const record = `${workspace}.calls`;
  const command = runs.start(workspace, { ...asked, record });
  const status = await command.ended();
  const calls = await readFile(record, 'utf8');
  // A run whose progress is told once more or less makes some calls fewer.
  if (asked.match !== undefined) expect(calls).toContain('struck');
  expect(command.said).not.toMatch(/Error: (ENOSPC|EIO)\b/);

  const folder = await runFolderIn(workspace);
  const workbench = await openWorkbench(workspace);
  try {
    const list = await workbench.call('run/list', {});
    if (folder === null) {
      // Nothing was made, and that was said.
      expect(list).toEqual([]);
      expect({ status, said: command.said }).toEqual({ status: 1, said: expect.stringContaining('Error: ') });
      return;
    }
    const { run } = await bringToItsEnd(workbench, list[0]?.id ?? '');
    await expectWhole(workbench, run, runs);
  } finally {
    await workbench.close();
  }
}
