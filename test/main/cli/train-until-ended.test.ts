/** One SIGTERM or Ctrl-C ends the command, whatever keeps its runs from ending. */
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Terminal } from '../../../src/main/cli/terminal';
import { trainUntilEnded } from '../../../src/main/cli/train-until-ended';
import { RunFolder } from '../../../src/main/runs/run-folder';
import type { Workbench } from '../../../src/main/workbench-api';
import { AppError } from '../../../src/shared/errors';
import type { RunSummary } from '../../../src/shared/run';
import { sampleSummary } from '../../renderer/fixtures/sample-data';
import { runFile, started } from '../../fixtures/run-file';
import { temporaryFolder } from '../../fixtures/tiny-workbench';
import { appendEvents } from '../../fixtures/written-run';

let folder: RunFolder;
let run: RunSummary;
let said: string;

beforeEach(async () => {
  const workspace = await temporaryFolder('leaving');
  folder = new RunFolder(join(workspace, 'run-a'));
  await mkdir(folder.path);
  await folder.writeRun(runFile('run-a'));
  run = { ...sampleSummary(), id: 'run-a', folder: folder.path, state: 'training', error: null };
  said = '';
});
afterEach(() => rm(join(folder.path, '..'), { recursive: true, force: true }));

/** The registry's answer never changes, as on a disk that is full. */
function workbench(stop: () => Promise<unknown>): Workbench {
  const answers: Record<string, () => Promise<unknown>> = {
    'run/list': async () => [run],
    'run/get': async () => ({ summary: run }),
    'run/stop': stop,
  };
  // Only what following and stopping ask.
  return {
    call: (name: string) => answers[name]?.(),
    subscribe: () => () => undefined,
  } as unknown as Workbench;
}

function terminal(): Terminal {
  const errors = new Writable({
    write(chunk: Buffer, _, done) {
      said += chunk.toString();
      done();
    },
  });
  return new Terminal({ output: errors, errors, isInteractive: false, columns: () => 80 });
}

it('leaves at once where a run cannot be asked to stop', async () => {
  const full = async () => Promise.reject(new AppError('no-room', 'There is no room on the disk for "control.json".'));
  const ending = trainUntilEnded({ workbench: workbench(full), terminal: terminal() }, [run.id]);
  await new Promise(setImmediate);
  process.emit('SIGTERM');
  expect((await ending).map(({ state }) => state)).toEqual(['training']);
  expect(said).toContain('Error: There is no room on the disk for "control.json".');
  expect(said).toContain('has not stopped: it is training');
});

it('leaves after a while where a run was asked and does not end', async () => {
  const asked = { workbench: workbench(async () => run), terminal: terminal(), patienceMs: 50 };
  const ending = trainUntilEnded(asked, [run.id]);
  await new Promise(setImmediate);
  process.emit('SIGINT');
  expect((await ending).map(({ state }) => state)).toEqual(['training']);
});

it('learns the end of a run from its folder where the registry never tells it', async () => {
  await appendEvents(folder, [
    { sequence: 1, time: '2026-01-02T03:05:00.000Z', body: started },
    { sequence: 2, time: '2026-01-02T03:05:01.000Z', body: { type: 'run/stopped' } },
  ]);
  await folder.writeControl('stop');
  const runs = await trainUntilEnded({ workbench: workbench(async () => run), terminal: terminal() }, [run.id]);
  expect(runs.map(({ state }) => state)).toEqual(['stopped']);
}, 20_000);
