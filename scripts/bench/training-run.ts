/** Runs commands of the built program in a scratch workspace, with the engine's time written down, and reads what came out. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';
import { RunEvent } from '../../src/shared/event';
import { parseIntervals, shareOfEpochs, timesFolderVariable, type EpochShare, type Interval } from './intervals';

export interface ProgramPlaces {
  /** The project's folder. */
  readonly root: string;
  /** The built engine-time.ts. */
  readonly engineTime: string;
}

export interface FinishedRun {
  readonly id: string;
  readonly method: string;
  readonly network: string;
  readonly engine: string;
  readonly share: EpochShare | null;
}

export interface Finished {
  /** From the start of the command to its end. */
  readonly seconds: number;
  readonly runs: FinishedRun[];
}

const Report = z.object({ runs: z.array(z.object({ id: z.string(), method: z.string(), network: z.string() })) });

export class ScratchWorkspace {
  private constructor(
    private readonly places: ProgramPlaces,
    readonly path: string,
  ) {}

  /** Builds the program first where its sources are newer, so that no command pays for it. Remove it afterwards. */
  static async create(places: ProgramPlaces): Promise<ScratchWorkspace> {
    const workspace = new ScratchWorkspace(places, await mkdtemp(join(tmpdir(), 'cored-bench-')));
    try {
      await workspace.command(['--version']);
    } catch (error) {
      await workspace.remove();
      throw error;
    }
    return workspace;
  }

  /** A training command of the program, with its end awaited. Throws when it fails. */
  async train(args: readonly string[]): Promise<Finished> {
    const times = join(this.path, 'times');
    await rm(times, { recursive: true, force: true });
    await mkdir(times, { recursive: true });
    const began = performance.now();
    const json = await this.command([...args, '--workspace', this.path, '--json'], times);
    const seconds = (performance.now() - began) / 1000;
    const { runs } = Report.parse(JSON.parse(json));
    return {
      seconds,
      runs: await Promise.all(runs.map(async (run) => ({ ...run, ...(await this.look(run.id, times)) }))),
    };
  }

  /** Where the demo makes its tasks. */
  get demoData(): string {
    return join(this.path, 'datasets', 'demo');
  }

  /** By name; those of the demo are there once a demo has run. */
  async firstTask(): Promise<string> {
    const folders = (await readdir(this.demoData, { withFileTypes: true })).filter((entry) => entry.isDirectory());
    const [first] = folders.map(({ name }) => name).sort();
    if (first === undefined) throw new Error(`There is no task in ${this.demoData}.`);
    return first;
  }

  async remove(): Promise<void> {
    await rm(this.path, { recursive: true, force: true });
  }

  private async look(id: string, times: string): Promise<Pick<FinishedRun, 'engine' | 'share'>> {
    const text = await readFile(join(this.path, 'runs', id, 'events.jsonl'), 'utf8');
    const events = text
      .trimEnd()
      .split('\n')
      .map((line) => RunEvent.parse(JSON.parse(line)));
    const started = events.flatMap(({ body }) => (body.type === 'run/started' ? [body] : []))[0];
    if (!started) throw new Error(`Run ${id} has no event that says it started.`);
    const ends = events.flatMap(({ time, body }) =>
      body.type === 'epoch/ended' ? [{ stage: body.stage, epoch: body.epoch, at: Date.parse(time) }] : [],
    );
    const intervals = await intervalsOf(started.processId, times);
    return { engine: started.engine, share: intervals && shareOfEpochs(ends, intervals) };
  }

  /** Its stdout. */
  private async command(args: readonly string[], times?: string): Promise<string> {
    const { root, engineTime } = this.places;
    const options = [process.env['NODE_OPTIONS'] ?? '', `--import=${pathToFileURL(engineTime).href}`].join(' ').trim();
    const watching = times === undefined ? {} : { NODE_OPTIONS: options, [timesFolderVariable]: times };
    const child = spawn(process.execPath, [join(root, 'scripts/run-built.mjs'), ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...watching },
    });
    let output = '';
    let complaints = '';
    child.stdout.on('data', (chunk) => (output += chunk));
    child.stderr.on('data', (chunk) => (complaints += chunk));
    const [status] = await once(child, 'close');
    if (status !== 0) throw new Error(`cored ${args[0]} ended with status ${status}.\n${complaints.slice(-2000)}`);
    return output;
  }
}

/** Of the process's first thread that computed; the others work beside it on the same batches. Null where none did. */
async function intervalsOf(processId: number, folder: string): Promise<Interval[] | null> {
  const prefix = `${processId}-`;
  const threads = (await readdir(folder))
    .filter((name) => name.startsWith(prefix))
    .map((name) => Number.parseInt(name.slice(prefix.length)));
  if (threads.length === 0) return null;
  return parseIntervals(await readFile(join(folder, `${prefix}${Math.min(...threads)}.txt`), 'utf8'));
}
