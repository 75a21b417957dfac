/** `report` and `export-to`: built, in processes of their own. */
import { spawn } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { buildEntries, type BuiltEntries } from '../../fixtures/build-entries';
import { copyOldWorkspace, oldRuns } from '../../fixtures/old-workspace';
import { temporaryFolder } from '../../fixtures/tiny-workbench';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

let entries: BuiltEntries;
let folder: string;
beforeAll(async () => {
  entries = await buildEntries();
  folder = await temporaryFolder('cli-handing-on');
  await copyOldWorkspace(folder);
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
  await rm(entries.folder, { recursive: true, force: true });
});

/** One JSON document on standard output, and the exit status. */
async function cored(...args: readonly string[]): Promise<{ status: number | null; answer: unknown }> {
  const command = [entries.commandLine, ...args, '--workspace', 'workspace', '--json'];
  const child = spawn(process.execPath, command, { cwd: folder, stdio: ['ignore', 'pipe', 'ignore'] });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const status = await new Promise<number | null>((ended) => child.on('close', ended));
  return { status, answer: JSON.parse(output) };
}

it('writes the report of an experiment, meant by its name, into a file below the present folder', async () => {
  const path = join(folder, 'out', 'report.html');
  expect(await cored('report', 'Made at 8095bd0', '--to', 'out/report.html')).toEqual({
    status: 0,
    answer: { folder: join(folder, 'out'), files: [path] },
  });
  const page = await readFile(path, 'utf8');
  for (const id of [oldRuns.ft, oldRuns.cored]) expect(page).toContain(`<article id="run-${id}">`);
});

it('writes a run, meant by its beginning, for each tracker', async () => {
  for (const tracker of ['tensorboard', 'mlflow', 'wandb']) {
    const { status, answer } = await cored('export-to', tracker, 'made-at-8095bd0-ft', '--to', 'runs');
    expect(status).toBe(0);
    expect(answer).toEqual({ folder: join(folder, 'runs'), files: [expect.stringContaining(join(folder, 'runs'))] });
  }
});

it.each([
  [['export-to', 'mlflow', oldRuns.ft], 'Give --to DIR or --uri ADDRESS, one of them.'],
  [
    ['export-to', 'mlflow', oldRuns.ft, '--to', 'a', '--uri', 'http://b'],
    'Give --to DIR or --uri ADDRESS, one of them.',
  ],
  [['export-to', 'wandb', oldRuns.ft, '--uri', 'http://b'], '--uri is for mlflow; wandb takes --to DIR.'],
  [['export-to', 'mlflow', oldRuns.ft, '--uri', 'b'], 'Give the address of an MLflow server: http://localhost:5000'],
  [['export-to', 'comet', oldRuns.ft, '--to', 'a'], 'tensorboard, mlflow, wandb'],
])('refuses %j in words, with status 2', async (args, words) => {
  expect(await cored(...args)).toEqual({
    status: 2,
    answer: { error: { code: 'bad-input', message: expect.stringContaining(words) } },
  });
});
