/** Kills at random moments: of the worker, of the workbench, of both, and in the middle of each kind of write. */
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { RunFolder } from '../../src/main/runs/run-folder';
import { randomStream } from '../../src/core/random';
import { isShort, type Fault } from './fault';
import { bringToItsEnd, eventsOf, expectWhole, openWorkbench, runFolderIn, ShortRuns, type Command } from './short-run';

const kills = isShort ? 2 : Number(process.env['CORED_FAULTS_KILLS'] ?? 100);
const seed = Number(process.env['CORED_FAULTS_SEED'] ?? 1);
/** Of each kind of write the one that is killed, counted from the first; what is written half is what a kill leaves. */
const writes: readonly string[] = [
  'writeFile .*checkpoints',
  'rename .*checkpoints',
  'writeFile .*scores',
  'writeFile .*weights',
  'appendFile .*events',
];
const victims = ['worker', 'workbench', 'both', 'write'] as const;

let runs: ShortRuns;

beforeAll(async () => {
  runs = await ShortRuns.prepare('kills', { tasks: ['alpha', 'beta'], epochs: 3 });
});
afterAll(() => runs.remove());

it.each(Array.from({ length: kills }, (_, index) => index))('kill %i loses nothing', async (index) => {
  const random = randomStream(seed, 'kill', index);
  const pick = (count: number) => random.nextUint32() % count;
  const victim = isShort ? (['write', 'workbench'] as const)[index] : victims[index % victims.length];
  const match = writes[isShort ? 0 : pick(writes.length)] ?? '';
  const workspace = await runs.newWorkspace();
  const record = `${workspace}.calls`;
  const fault: Fault | undefined =
    victim === 'write' ? { role: 'worker', kind: 'kill', at: 1 + pick(3), match, record } : undefined;
  const command = runs.start(workspace, fault);
  const told = 1 + pick(runs.lines - 2);
  const waitMs = pick(60);
  const folder = await reached(command, workspace, victim === 'write' ? Infinity : told);
  await sleep(waitMs);
  const worker = await new RunFolder(folder).readWorker();
  if (victim === 'worker' || victim === 'both') killNow(worker?.processId);
  if (victim === 'workbench' || victim === 'both') killNow(command.child.pid);
  await command.ended();
  if (fault !== undefined) expect(await readFile(record, 'utf8')).toContain('struck');

  const workbench = await openWorkbench(workspace);
  try {
    const [known] = await workbench.call('run/list', {});
    const { run, resumed } = await bringToItsEnd(workbench, known?.id ?? '');
    const scene = `${victim} ${match} after event ${told} and ${waitMs} ms, resumed ${resumed} times`;
    const starts = (await eventsOf(folder)).filter(({ body }) => body.type === 'run/started').length;
    // A worker that outlives its workbench is followed, and none is started beside it.
    if (victim === 'workbench') expect({ scene, resumed, starts }).toEqual({ scene, resumed: 0, starts: 1 });
    await expectWhole(workbench, run, runs);
  } finally {
    await workbench.close();
  }
});

/** The run's folder, once it has told so many events, or the command has ended before. */
async function reached(command: Command, workspace: string, events: number): Promise<string> {
  const until = performance.now() + 90_000;
  for (;;) {
    const folder = await runFolderIn(workspace);
    const text = folder === null ? '' : await readFile(new RunFolder(folder).eventsPath, 'utf8').catch(() => '');
    const isOver = command.child.exitCode !== null || command.child.signalCode !== null;
    if (folder !== null && (isOver || text.split('\n').length - 1 >= events)) return folder;
    if (isOver || performance.now() > until) throw new Error(`No run came so far. The command said:\n${command.said}`);
    await sleep(5);
  }
}

function killNow(processId: number | undefined): void {
  if (processId === undefined) return;
  try {
    process.kill(processId, 'SIGKILL');
  } catch (error) {
    // It has ended by itself in the meantime.
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}
