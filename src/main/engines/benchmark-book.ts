/** The file of remembered benchmarks: one entry by engine and key, the newest kept. */
import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { EngineBenchmark } from '../../shared/machine';
import { EngineId } from '../../shared/recipe';
import { writeJsonDurably } from '../runs/durable-file';
import { isMissing, readOptionalFile } from '../runs/json-file';
import { isProcessThere } from '../runs/worker-life';
import { isSameKey, BenchmarkKey } from './benchmark-key';

const Entry = z.object({ engine: EngineId, key: BenchmarkKey, benchmark: EngineBenchmark });
const BookFile = z.object({ format: z.literal(1), benchmarks: z.array(Entry) });
type Entry = z.infer<typeof Entry>;

const mostEntries = 60;
/** No measurement takes longer, however many engines hang. */
const staleMs = 600_000;
const lookMs = 200;

export class BenchmarkBook {
  /** What this process has measured, for where nothing can be written. */
  private measured: readonly Entry[] = [];

  /** `onProblem` hears in words what could not be read or written; the benchmarks are then made again. */
  constructor(
    private readonly path: string,
    private readonly onProblem: (message: string) => void,
  ) {}

  async find(engine: EngineId, key: BenchmarkKey): Promise<EngineBenchmark | null> {
    const entries = await this.read();
    return entries.find((entry) => entry.engine === engine && isSameKey(entry.key, key))?.benchmark ?? null;
  }

  async remember(entry: Entry): Promise<void> {
    const isOther = ({ engine, key }: Entry) => engine !== entry.engine || !isSameKey(key, entry.key);
    const others = (await this.read()).filter(isOther);
    this.measured = [entry, ...this.measured.filter(isOther)];
    try {
      await mkdir(dirname(this.path), { recursive: true });
      await writeJsonDurably(this.path, { format: 1, benchmarks: [entry, ...others].slice(0, mostEntries) });
    } catch (error) {
      this.onProblem(
        `The engines' benchmarks cannot be remembered in "${this.path}" (${String(error)}). ` +
          'Name a file that can be written in CORED_ENGINE_BENCHMARKS.',
      );
    }
  }

  /** One process of the machine measures at a time: two would halve each other's figures. */
  async alone<Result>(work: () => Promise<Result>): Promise<Result> {
    const lock = `${this.path}.lock`;
    const isLocked = await this.takeLock(lock);
    try {
      return await work();
    } finally {
      if (isLocked) await rm(lock, { force: true });
    }
  }

  /** False where no lock can be made; the work is then done all the same. */
  private async takeLock(lock: string): Promise<boolean> {
    try {
      await mkdir(dirname(lock), { recursive: true });
    } catch {
      // `remember` reports that nothing can be written there.
      return false;
    }
    for (;;) {
      try {
        await writeFile(lock, `${hostname()} ${process.pid}`, { flag: 'wx' });
        return true;
      } catch (error) {
        if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) return false;
      }
      if (await isLeftBehind(lock)) await rm(lock, { force: true });
      else await sleep(lookMs);
    }
  }

  private async read(): Promise<readonly Entry[]> {
    try {
      const remembered = (await readOptionalFile(BookFile, this.path))?.benchmarks ?? [];
      return [...remembered, ...this.measured];
    } catch (error) {
      this.onProblem(`The engines are measured again: ${error instanceof Error ? error.message : String(error)}`);
      return this.measured;
    }
  }
}

/** By a process of this machine that has ended, or too long ago to be anyone's. */
async function isLeftBehind(lock: string): Promise<boolean> {
  try {
    const [host, processId] = (await readFile(lock, 'utf8')).split(' ');
    if (host === hostname() && !isProcessThere(Number(processId))) return true;
    return Date.now() - (await stat(lock)).mtimeMs > staleMs;
  } catch (error) {
    // Given back in between.
    if (isMissing(error)) return false;
    throw error;
  }
}
