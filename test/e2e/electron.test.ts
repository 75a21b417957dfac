/** A user's whole path in the desktop program itself, where Electron's binary is here; what the stand-in cannot prove. */
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { RunFolder } from '../../src/main/runs/run-folder';
import { decode, encode } from '../../src/shared/codec';
import type { CallInput, CallName, CallOutput } from '../../src/shared/contract';
import { trainFromCommandLine, weightsOf } from '../fixtures/command-line-run';
import { Desktop, desktopKinds, hasXdotool } from '../fixtures/desktop';
import { makeTinyDataset } from '../fixtures/make-tiny-dataset';
import { plainUser, type PlainUser } from '../fixtures/plain-user';
import { temporaryFolder } from '../fixtures/tiny-workbench';
import { UserSteps } from './user-steps';

const root = join(import.meta.dirname, '../..');
/** A main process that is held up longer than this would be noticed. */
const longestBlockMs = 50;
const longestCallMs = 100;

describe.each(desktopKinds())('the desktop program $name', (kind) => {
  const { whyNot } = kind;
  describe.skipIf(whyNot !== null)(whyNot === null ? 'as a plain user' : `(skipped: ${whyNot})`, () => {
    let folder: string;
    let home: string;
    let user: PlainUser;
    let workspace: string;
    let desktop: Desktop;
    let steps: UserSteps;
    let runId: string;

    const programFolder = kind.program ?? dirname(kind.executable);

    async function start(more: readonly string[] = []): Promise<void> {
      desktop = await Desktop.launch({ kind, user, workspace, more });
      const current = desktop;
      steps = new UserSteps(current.page, (path, open) => current.choose(path, open));
    }

    const call = <Name extends CallName>(name: Name, input: CallInput<Name>) => desktop.call(name, input);

    async function forget(dataset: string): Promise<void> {
      const known = (await call('dataset/list', {})).find(({ path }) => path === join(home, dataset));
      if (known !== undefined) await call('dataset/remove', { datasetId: known.id });
    }

    /** By what their command lines hold, all of it. */
    async function processes(...texts: readonly string[]): Promise<number[]> {
      const found: number[] = [];
      for (const name of await readdir('/proc')) {
        if (!/^\d+$/.test(name)) continue;
        const [command, status] = await Promise.all(
          ['cmdline', 'status'].map((file) => readFile(join('/proc', name, file), 'utf8').catch(() => '')),
        );
        if (texts.every((text) => command?.includes(text)) && !/^State:\s+Z/m.test(status ?? ''))
          found.push(Number(name));
      }
      return found;
    }

    beforeAll(async () => {
      if (!existsSync(join(root, 'out/main/electron.js'))) throw new Error('Run "npm run build" first.');
      folder = await temporaryFolder('electron');
      home = join(folder, 'home');
      workspace = join(home, 'workspace');
      await makeTinyDataset(join(home, 'tiny'), { tasks: ['Stripes', 'Bars'], perClass: 24, size: 64 });
      await makeTinyDataset(join(home, 'large'), { tasks: ['Stripes', 'Bars'], perClass: 400, size: 64 });
      await mkdir(join(home, 'exports'));
      await chmod(folder, 0o755);
      user = await plainUser(home);
      await start(['--log-delays']);
    });
    afterAll(async () => {
      await desktop?.end('SIGKILL');
      for (const id of await processes(folder)) process.kill(id, 'SIGKILL');
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    });

    it('shows the interface at a secure, isolated app:// address, with the sandbox on', async () => {
      await desktop.page.getByTestId('empty-state').waitFor();
      expect(desktop.page.url()).toMatch(/^app:\/\/workbench\//);
      expect(await desktop.page.evaluate('[isSecureContext, typeof require, typeof process]')).toEqual([
        true,
        'undefined',
        'undefined',
      ]);
      const renderers = await processes('--type=renderer', home);
      const commands = await Promise.all(renderers.map((id) => readFile(`/proc/${id}/cmdline`, 'utf8')));
      expect(commands.length).toBeGreaterThan(0);
      for (const command of commands) expect(command).not.toContain('--no-sandbox');
    });

    it('names the workspace in its title, and gives the page no file pickers of its own', async () => {
      await expect.poll(() => desktop.page.title()).toBe('Experiments · workspace · CoReD Workbench');
      const pickers = '[typeof showOpenFilePicker, typeof showSaveFilePicker, typeof showDirectoryPicker]';
      expect(await desktop.page.evaluate(pickers)).toEqual(['undefined', 'undefined', 'undefined']);
    });

    it('carries typed arrays over the context bridge', async () => {
      expect(await call('app/info', {})).toMatchObject({
        host: 'desktop',
        workspace,
        versions: { node: process.versions.node },
      });
    });

    it('scans a dataset that is chosen in the dialog, and shows samples', async () => {
      await steps.addDataset(join(home, 'tiny'), ['Stripes', 'Bars']);
      await desktop.page.getByTestId('samples-Stripes').click();
      await desktop.page.getByTestId('task-samples').locator('canvas').first().waitFor();
    });

    it.skipIf(!hasXdotool)(
      `chooses a folder in the real dialog, and stays awake while it is scanned${hasXdotool ? '' : ' (skipped: xdotool is not installed)'}`,
      { retry: 2 },
      async () => {
        await steps.visit('/datasets');
        await forget('large');
        await desktop.chooseForReal(join(home, 'large'), () => desktop.page.getByTestId('add-dataset').first().click());
        const startedAt = Date.now();
        const slowest = await slowestCallWhileScanning(desktop.page);
        expect(slowest).toBeLessThan(longestCallMs);
        expect(await longestBlock(home, startedAt)).toBeLessThan(longestBlockMs);
        const scanned = (await call('dataset/list', {})).find(({ path }) => path === join(home, 'large'));
        expect(scanned?.tasks.map(({ name }) => name)).toEqual(['Bars', 'Stripes']);
      },
    );

    it('trains a chain of two tasks with two methods, drawn live', async () => {
      await forget('large');
      await steps.visit('/datasets');
      await steps.startExperiment({ chain: ['Stripes', 'Bars'], methods: ['ft', 'cored'], epochs: 12 });
      runId = await steps.openFirstRun();
      await steps.seeCurvePoints();
    });

    it('pauses and resumes a run, and shows its curve after a reload', async () => {
      await desktop.page.getByTestId('pause-run').click();
      await steps.seeState(/paused/i);
      await desktop.page.reload();
      await steps.seeCurvePoints();
      await desktop.page.getByTestId('resume-run').click();
      await steps.seeState(/training|complete/i);
    });

    it('is one window for a workspace: a second start ends, and this one stays', async () => {
      const second = Desktop.spawnSecond({ kind, user, workspace });
      await once(second, 'exit');
      expect(second.exitCode).toBe(0);
      await steps.seeCurvePoints();
    });

    it('shows the page again when its process is killed', async () => {
      const [renderer] = await processes('--type=renderer', home);
      process.kill(renderer ?? 0, 'SIGKILL');
      await desktop.reconnect();
      steps = new UserSteps(desktop.page, (path, open) => desktop.choose(path, open));
      await steps.visit(`/runs/${runId}`);
      await steps.seeCurvePoints();
    });

    it('says so when the process that scans is killed, and scans again when asked', async () => {
      await steps.visit('/datasets');
      const { id } = await call('dataset/add', { path: join(home, 'large') });
      await expect.poll(() => processes('jobs.js', programFolder).then((ids) => ids.length)).toBeGreaterThan(0);
      for (const job of await processes('jobs.js', programFolder)) process.kill(job, 'SIGKILL');
      await expect
        .poll(async () => (await call('dataset/get', { datasetId: id })).problems.map(({ message }) => message).join())
        .toContain('SIGKILL');
      await call('dataset/scan', { datasetId: id });
      await expect
        .poll(async () => (await call('dataset/get', { datasetId: id })).state, { timeout: 60_000 })
        .toBe('ready');
      await forget('large');
    });

    it('goes on training when the window is closed, and finds it again', async () => {
      await call('run/get', { runId });
      await desktop.end('SIGTERM');
      await start();
      await steps.visit(`/runs/${runId}`);
      await steps.seeState(/training|complete/i);
      await steps.seeCurvePoints();
    });

    it('interrupts a run whose worker is killed, and resumes it to the end', async () => {
      await steps.visit('/datasets');
      await steps.startExperiment({ chain: ['Stripes', 'Bars'], methods: ['ft'], epochs: 12 });
      const killed = await steps.openFirstRun();
      await steps.seeCurvePoints();
      const worker = await new RunFolder(join(workspace, 'runs', killed)).readWorker();
      process.kill(worker?.processId ?? 0, 'SIGKILL');
      await steps.seeState(/interrupted/i);
      await desktop.page.getByTestId('resume-run').click();
      await steps.seeState(/complete/i);
    });

    it('loses nothing when its main process is killed', async () => {
      await desktop.end('SIGKILL');
      await start();
      await steps.seeCompleteRuns(3);
    });

    it('shows the AUC matrix, which the scores on disk recompute to', async () => {
      await steps.visit(`/runs/${runId}`);
      await steps.seeState(/complete/i);
      await steps.compareMatrixWithScores(workspace, ['Stripes', 'Bars']);
    });

    it('exports the weights of a stage', async () => {
      await steps.exportWeights(2, join(home, 'exports'));
      const written = await readdir(join(home, 'exports'), { recursive: true });
      expect(written.some((path) => path.endsWith('model.json'))).toBe(true);
    });

    it('reads weights that are chosen in the file dialog', async () => {
      await steps.visit('/weights');
      const path = new RunFolder(join(workspace, 'runs', runId)).weightsPath({ stage: 1, which: 'best' });
      await desktop.choose(path, () => desktop.page.getByTestId('choose-weights').click());
      await desktop.page.getByTestId('weights-facts').waitFor();
    });

    it('compares the runs side by side', async () => {
      await steps.seeCompleteRuns(3);
      await steps.compareAllRuns(['ft', 'cored']);
    });

    it('evaluates the weights of a run', async () => {
      const [dataset] = (await call('dataset/list', {})).filter(({ path }) => path === join(home, 'tiny'));
      const { id } = await call('evaluation/start', {
        name: 'evaluated',
        weights: { kind: 'run', runId, stage: 2, which: 'best' },
        target: { kind: 'task', datasetId: dataset?.id ?? '', task: 'Bars', split: 'val' },
        engine: 'auto',
        skipsUnreadable: false,
      });
      await steps.visit(`/evaluate/${id}`);
      await desktop.page.getByTestId('evaluation-auc').waitFor();
      const shown = await desktop.page.getByTestId('evaluation-auc').innerText();
      const { results } = await call('run/get', { runId });
      const same = results.find(({ stage, task, split }) => stage === 2 && task === 'Bars' && split === 'val');
      expect(shown).toContain(same?.auc?.toFixed(3));
    });

    it('trains to the weights of the command line: the same seed, the same bytes', async () => {
      const { summary } = await call('run/get', { runId });
      const here = await weightsOf(join(workspace, 'runs', runId));
      expect(here).toHaveLength(2);
      expect(await trainFromCommandLine(summary, join(home, 'tiny'), join(folder, 'command-line'))).toEqual(here);
    });

    it('fills in the weights that a second start is given, and those that it is started with', async () => {
      const given = ['second & last.safetensors', 'first.pth'].map((name) => join(home, name));
      for (const path of given) await writeFile(path, 'weights by its name');
      const [second = '', first = ''] = given;
      const filledIn = () => desktop.page.getByTestId('weights-path').inputValue();
      await once(Desktop.spawnSecond({ kind, user, workspace, more: [second] }), 'exit');
      await expect.poll(filledIn).toBe(second);
      await desktop.end('SIGTERM');
      await start([first]);
      await expect.poll(filledIn).toBe(first);
      const logs = (await readdir(home, { recursive: true })).filter((path) => path.endsWith('desktop.log'));
      for (const path of logs) expect(await readFile(join(home, path), 'utf8')).not.toContain('could not be shown');
    });

    it('hears nothing of GLib in any log', async () => {
      const logs = (await readdir(folder, { recursive: true })).filter((path) => path.endsWith('.log'));
      expect(logs.some((path) => path.endsWith('desktop.log'))).toBe(true);
      for (const path of logs) {
        expect(await readFile(join(folder, path), 'utf8'), path).not.toMatch(/GLib|g_object_ref/);
      }
    });

    it('opens no second window', async () => {
      const before = desktop.page.context().pages().length;
      await desktop.page.evaluate(`window.open('https://evil.example/'); undefined`);
      expect(desktop.page.context().pages()).toHaveLength(before);
    });

    // Last: a prevented navigation hangs the next click.
    it('goes nowhere else', async () => {
      await desktop.page.evaluate(`location.href = 'https://evil.example/'; undefined`);
      await desktop.page.waitForTimeout(500);
      expect(desktop.page.url()).toMatch(/^app:\/\/workbench\//);
    });
  });
});

/** Milliseconds, seen from the page: it asks for the list of datasets until none is being scanned. */
async function slowestCallWhileScanning(page: Page): Promise<number> {
  const input = JSON.stringify([...encode({})]);
  let slowestMs = 0;
  for (let isScanning = true; isScanning;) {
    const { ms, bytes } = (await page.evaluate(`(async () => {
      const startedAt = performance.now();
      const bytes = await window.cored.call('dataset/list', Uint8Array.from(${input}));
      return { ms: performance.now() - startedAt, bytes: [...bytes] };
    })()`)) as { ms: number; bytes: number[] };
    const { value } = decode(Uint8Array.from(bytes)) as { value: CallOutput<'dataset/list'> };
    isScanning = value.some(({ state }) => state === 'scanning');
    slowestMs = Math.max(slowestMs, ms);
    await page.waitForTimeout(20);
  }
  return slowestMs;
}

/** Milliseconds that the main process worked without looking up, from desktop.log; 0 where it never did for long. */
async function longestBlock(home: string, since: number): Promise<number> {
  const [path] = (await readdir(home, { recursive: true })).filter((name) => name.endsWith('desktop.log'));
  if (path === undefined) throw new Error('There is no desktop.log.');
  const lines = (await readFile(join(home, path), 'utf8')).split('\n').filter(Boolean);
  const entries = lines.map((line) => DelayEntry.parse(JSON.parse(line)));
  return Math.max(0, ...entries.filter(({ time }) => time >= since).map(({ ms, cpuMs }) => Math.min(ms, cpuMs)));
}

const DelayEntry = z.object({ time: z.number(), ms: z.number().default(0), cpuMs: z.number().default(0) });
