/** A short run that is disturbed, brought to its end all the same, and compared with one that was not disturbed. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { expect } from 'vitest';
import { RunFolder } from '../../src/main/runs/run-folder';
import { eventsIn } from '../../src/main/runs/event-line';
import type { Workbench } from '../../src/main/workbench-api';
import type { RunEvent } from '../../src/shared/event';
import { isAtRest, type RunSummary } from '../../src/shared/run';
import { makeTinyDataset } from '../fixtures/make-tiny-dataset';
import { openTestWorkbench, temporaryFolder, waitForRun } from '../fixtures/tiny-workbench';
import { environmentOf, type Fault } from './fault';

const built = resolve(import.meta.dirname, '../../out/main');
const recipe = ['--method', 'cored', '--network', 'small-cnn', '--engine', 'wasm'];
const sizes = ['--set', 'batchSize=8', '--set', 'imageSize=32'];

export interface Length {
  readonly tasks: readonly string[];
  readonly epochs: number;
}
const endMs = 120_000;

export class ShortRuns {
  /** Of a run that nothing disturbed. */
  products: Record<string, string> = {};
  /** Of its events. */
  lines = 0;
  private made = 0;

  private constructor(
    readonly folder: string,
    private readonly dataset: string,
    private readonly length: Length,
  ) {}

  static async prepare(name: string, length: Length): Promise<ShortRuns> {
    if (!existsSync(join(built, 'cli.js'))) throw new Error('Build the program first: npm run build.');
    const folder = await temporaryFolder(name);
    const dataset = join(folder, 'data');
    await makeTinyDataset(dataset, { tasks: length.tasks, perClass: 8 });
    const runs = new ShortRuns(folder, dataset, length);
    const workspace = await runs.newWorkspace();
    const command = runs.start(workspace);
    expect(await command.ended(), command.said).toBe(0);
    const undisturbed = (await runFolderIn(workspace)) ?? '';
    runs.products = await productsOf(undisturbed);
    runs.lines = (await eventsOf(undisturbed)).length;
    expect(Object.keys(runs.products)).toContain(join('weights', `stage-${length.tasks.length}`, 'best.safetensors'));
    return runs;
  }

  /** `stage.epoch` of each, sorted. */
  get epochs(): string[] {
    const { tasks, epochs } = this.length;
    return tasks
      .flatMap((_, stage) => Array.from({ length: epochs }, (_, epoch) => `${stage + 1}.${epoch + 1}`))
      .sort();
  }

  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }

  async newWorkspace(): Promise<string> {
    this.made += 1;
    const workspace = join(this.folder, `workspace-${this.made}`, 'w');
    await mkdir(workspace, { recursive: true });
    return workspace;
  }

  /** `cored run` as a person types it, in a process of its own. */
  start(workspace: string, fault?: Fault): Command {
    const { tasks, epochs } = this.length;
    const length = ['--chain', tasks.join(','), '--epochs', String(epochs)];
    const args = [join(built, 'cli.js'), 'run', '--data', this.dataset, ...length, ...recipe, ...sizes];
    return new Command(
      spawn(process.execPath, [...args, '--workspace', workspace], {
        stdio: ['ignore', 'pipe', 'pipe'],
        env: { ...process.env, ...(fault && environmentOf(fault, workspace)) },
      }),
    );
  }
}

export class Command {
  said = '';
  private readonly gone: Promise<unknown>;

  constructor(readonly child: ChildProcess) {
    const hear = (chunk: Buffer) => (this.said += chunk.toString());
    child.stdout?.on('data', hear);
    child.stderr?.on('data', hear);
    this.gone = once(child, 'close');
  }

  /** Fails when it does not end by itself. */
  async ended(limitMs = endMs): Promise<number | null> {
    const tooLong = new Promise<'too long'>((resolveLate) =>
      setTimeout(() => resolveLate('too long'), limitMs).unref(),
    );
    if ((await Promise.race([this.gone, tooLong])) === 'too long') {
      this.child.kill('SIGKILL');
      throw new Error(`The command line does not end. It said:\n${this.said}`);
    }
    return this.child.exitCode;
  }
}

export function openWorkbench(workspace: string): Promise<Workbench> {
  return openTestWorkbench(workspace, { workerScript: join(built, 'worker.js'), startsRuns: true, slots: 1 });
}

/** The folder of the only run; null where none was made. */
export async function runFolderIn(workspace: string): Promise<string | null> {
  const folder = join(workspace, 'runs');
  const names = existsSync(folder) ? (await readdir(folder)).filter((name) => !name.startsWith('.')) : [];
  expect(names.length).toBeLessThan(2);
  return names[0] === undefined ? null : join(folder, names[0]);
}

/** Resumed as often as it breaks off, at most ten times. */
export async function bringToItsEnd(
  workbench: Workbench,
  runId: string,
): Promise<{ run: RunSummary; resumed: number }> {
  for (let resumed = 0; ; resumed += 1) {
    const run = await waitForRun(workbench, runId, ({ state }) => isAtRest(state));
    if (run.state === 'complete' || resumed === 10) return { run, resumed };
    await workbench.call('run/resume', { runId });
  }
}

export async function eventsOf(runFolder: string): Promise<RunEvent[]> {
  const { eventsPath } = new RunFolder(runFolder);
  return eventsIn(await readFile(eventsPath), eventsPath);
}

/** What the run has made: scores and weights, by name the hash. */
export async function productsOf(runFolder: string): Promise<Record<string, string>> {
  const products: Record<string, string> = {};
  for (const path of await filesBelow(runFolder)) {
    const name = relative(runFolder, path);
    if (!/^(scores|weights)/.test(name)) continue;
    products[name] = createHash('sha256')
      .update(await readFile(path))
      .digest('hex');
  }
  return products;
}

/** No event lost, none doubled, nothing half left, and the registry as the folders alone would make it. */
export async function expectWhole(workbench: Workbench, run: RunSummary, runs: ShortRuns): Promise<void> {
  expect(run.error).toBeNull();
  expect(run.state).toBe('complete');
  expect(await productsOf(run.folder)).toEqual(runs.products);
  const events = await eventsOf(run.folder);
  expect(events.map(({ sequence }) => sequence)).toEqual(events.map((_, index) => index + 1));
  expect(events.filter(({ body }) => body.type === 'run/completed')).toHaveLength(1);
  const told = events.flatMap(({ body }) => (body.type === 'epoch/ended' ? [`${body.stage}.${body.epoch}`] : []));
  expect([...new Set(told)].sort()).toEqual(runs.epochs);
  const left = (await filesBelow(run.folder)).filter((path) => /\.(partial|stale|reserve)$|worker\.json/.test(path));
  expect(left).toEqual([]);
  const before = await workbench.call('run/get', { runId: run.id });
  const { problems } = await workbench.call('registry/rebuild', {});
  expect(problems).toEqual([]);
  expect(await workbench.call('run/get', { runId: run.id })).toEqual(before);
}

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}
