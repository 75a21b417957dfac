/** `runs` by a query, and what is said of many runs at once: the commands as they are parsed, over a real workspace. */
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { chosenRuns } from '../../../src/main/cli/chosen-runs';
import { buildProgram } from '../../../src/main/cli/program';
import type * as Workbenches from '../../../src/main/workbench';
import { Terminal } from '../../../src/main/cli/terminal';
import { copyOldWorkspace, oldRuns } from '../../fixtures/old-workspace';
import { openTestWorkbench, temporaryFolder } from '../../fixtures/tiny-workbench';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });
// The commands open the workbench themselves; in a test, jobs run in this process.
vi.mock('../../../src/main/workbench', async (load) => {
  const real = await load<typeof Workbenches>();
  const { JobsHere } = await import('../../fixtures/jobs-here');
  const worker = 'worker.js'; // never started: these commands only look and mark
  return {
    ...real,
    openWorkbench: (options: Parameters<typeof real.openWorkbench>[0]) =>
      real.openWorkbench({ ...options, jobs: new JobsHere(), workerScript: worker }),
  };
});

let folder: string;
let workspace: string;
beforeAll(async () => {
  folder = await temporaryFolder('run-list');
  workspace = await copyOldWorkspace(folder);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function cored(...args: string[]): Promise<{ text: string; value: unknown }> {
  const terminal = new KeptTerminal();
  const program = buildProgram(terminal, () => undefined);
  await program.parseAsync(['node', 'cored', ...args, '--workspace', workspace]);
  return terminal.outcome;
}

/** Keeps a command's result in both forms. */
class KeptTerminal extends Terminal {
  outcome: { text: string; value: unknown } = { text: '', value: undefined };

  constructor() {
    super({ output: new PassThrough(), errors: new PassThrough(), isInteractive: false, columns: () => 80 });
  }

  override result(value: unknown, text: string): void {
    this.outcome = { value, text };
  }
}

const listed = async (...args: string[]) => {
  const { value } = await cored('runs', ...args);
  return z
    .array(z.object({ id: z.string() }))
    .parse(value)
    .map(({ id }) => id);
};

it('lists what a query asks for, in an order and in columns', async () => {
  expect(await listed('--query', 'method = ft')).toEqual([oldRuns.ft]);
  expect(await listed('--query', 'state = complete', '--sort', 'method')).toEqual([oldRuns.cored, oldRuns.ft]);
  expect(await listed('--query', 'state = complete', '--sort', '-method')).toEqual([oldRuns.ft, oldRuns.cored]);
  const { text } = await cored('runs', '--query', 'method = ft', '--columns', 'method,auc.alpha,epochs');
  expect(text.split('\n')[0]).toMatch(/^run +method +auc\.alpha +epochs$/);
  await expect(cored('runs', '--sort', 'nothing')).rejects.toMatchObject({
    message: expect.stringMatching(/^No run here has a field "nothing"\. Some that there are: name, id/),
  });
  await expect(cored('runs', '--query', 'seed >')).rejects.toMatchObject({ code: 'bad-input' });
});

it('puts runs together by a field', async () => {
  const { text, value } = await cored('runs', '--group', 'state', '--columns', 'averageAuc');
  expect(text.split('\n')[0]).toMatch(/^state +runs +averageAuc$/);
  expect(text).toMatch(/^complete +2 +\d\.\d{3} ± \d\.\d{3}$/m);
  expect(value).toHaveLength(2);
});

it('tags, archives, deletes and restores; what is archived is listed when it is asked for', async () => {
  await cored('tag', '--query', 'method = ft', '--add', 'baseline,paper');
  await cored('tag', oldRuns.ft, '--remove', 'paper');
  expect(await listed('--query', 'tag = baseline')).toEqual([oldRuns.ft]);
  expect(await listed('--query', 'tag = paper')).toEqual([]);

  await cored('archive', oldRuns.ft);
  expect(await listed()).not.toContain(oldRuns.ft);
  expect(await listed('--all')).toContain(oldRuns.ft);
  expect(await listed('--query', 'archived = true')).toEqual([oldRuns.ft]);
  await cored('archive', oldRuns.ft, '--undo');
  expect(await listed()).toContain(oldRuns.ft);

  const deleted = await cored('delete', oldRuns.ft);
  expect(deleted.text).toMatch(/In the bin now\. Until \d{4}-\d\d-\d\d: cored restore ID/);
  expect(await listed('--all')).not.toContain(oldRuns.ft);
  expect((await cored('bin')).text).toMatch(/1 thing, [\d.]+ KiB\./);
  await cored('restore', oldRuns.ft.slice(0, 20));
  expect(await listed()).toContain(oldRuns.ft);

  await cored('delete', oldRuns.ft);
  await cored('bin', '--empty');
  expect(existsSync(join(workspace, 'bin', 'run', oldRuns.ft))).toBe(false);
});

it('renames a run and an experiment', async () => {
  await cored('rename', oldRuns.cored, 'The good one');
  await cored('rename', 'Made at 8095bd0', 'Renamed');
  expect(await listed('--query', 'experiment = Renamed and name = "The good one"')).toEqual([oldRuns.cored]);
});

it('wants runs or a query, and not both', async () => {
  const workbench = await openTestWorkbench(workspace);
  await expect(chosenRuns(workbench, [], {})).rejects.toMatchObject({ code: 'bad-input' });
  await expect(chosenRuns(workbench, ['x'], { query: 'y' })).rejects.toMatchObject({ code: 'bad-input' });
  await expect(chosenRuns(workbench, [], { query: 'tag = nowhere' })).rejects.toMatchObject({ code: 'not-found' });
  await workbench.close();
});
