/** Two hosts on one disk, each with a registry of its own. */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import pino from 'pino';
import { afterEach, expect, it, vi } from 'vitest';
import { openRegistry } from '../../../src/main/registry/registry';
import { RunFolder } from '../../../src/main/runs/run-folder';
import { RunImports } from '../../../src/main/runs/run-imports';
import { eventsOf, runFile, started } from '../../fixtures/run-file';
import { temporaryFolder } from '../../fixtures/tiny-workbench';

afterEach(() => {
  vi.useRealTimers();
});

it('takes in what another host made of a run that this one knows to be at rest', async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  const workspace = await temporaryFolder('shared');
  const folder = new RunFolder(join(workspace, 'runs', 'run-a'));
  await mkdir(folder.path, { recursive: true });
  await folder.writeRun(runFile('run-a'));
  const registry = openRegistry(join(workspace, 'of-this-host.sqlite'), workspace);
  const imports = new RunImports({
    ...{ registry, runsFolder: join(workspace, 'runs'), isOn: true, isShared: true },
    log: pino({ level: 'silent' }),
    onProgress: () => undefined,
  });
  await imports.look();
  expect(registry.runs.get('run-a').state).toBe('queued');
  // Paths in it are relative to the workspace, not to the registry.
  expect(registry.runs.get('run-a').folder).toBe(folder.path);

  const events = eventsOf([started, { type: 'run/completed', elapsedSeconds: 3 }]);
  await writeFile(folder.eventsPath, events.map((event) => `${JSON.stringify(event)}\n`).join(''));
  await imports.look();
  expect(registry.runs.get('run-a').state).toBe('queued');
  vi.setSystemTime(Date.now() + 31_000);
  await imports.look();
  expect(registry.runs.get('run-a').state).toBe('complete');
  registry.close();
  await rm(workspace, { recursive: true });
});
