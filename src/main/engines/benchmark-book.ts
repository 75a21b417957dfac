/** The file of remembered benchmarks: one entry by engine, key and kind of training, the newest kept. */
import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { EngineBenchmark, TrainingWork } from '../../shared/machine';
import { EngineId } from '../../shared/recipe';
import { isAlike } from '../../shared/training-work';
import { writeJsonDurably } from '../runs/durable-file';
import { isMissing, readOptionalFile } from '../runs/json-file';
import { isProcessThere } from '../processes/process-start';
import { isSameKey, BenchmarkKey } from './benchmark-key';

const Entry = z.object({ engine: EngineId, key: BenchmarkKey, work: TrainingWork, benchmark: EngineBenchmark });
/** Format 1 held the speed of a small block, which says too little of a network: nothing of it is used. */
const BookFile = z.discriminatedUnion('format', [
  z.object({ format: z.literal(2), benchmarks: z.array(Entry) }),
  z.object({ format: z.literal(1) }),
]);
type Entry = z.infer<typeof Entry>;
export type RememberedBenchmark = Pick<Entry, 'work' | 'benchmark'>;

const mostEntries = 200;
/** No measurement takes longer, however many engines hang. */
const staleMs = 1_800_000;
const lookMs = 200;

export class BenchmarkBook {
  /** What this process has measured, for where nothing can be written. */
  private measured: readonly Entry[] = [];

  /** `onProblem` hears in words what could not be read or written; the benchmarks are then made again. */
  constructor(
    private readonly path: string,
    private readonly onProblem: (message: string) => void,
  ) {}

  /** All of an engine, the newest first. */
  async of(engine: EngineId, key: BenchmarkKey): Promise<RememberedBenchmark[]> {
    return (await this.read()).filter((entry) => entry.engine === engine && isSameKey(entry.key, key));
  }

  async remember(entry: Entry): Promise<void> {
    this.measured = newestOf([entry, ...this.measured]);
    try {
      await mkdir(dirname(this.path), { recursive: true });
      await writeJsonDurably(this.path, { format: 2, benchmarks: (await this.read()).slice(0, mostEntries) });
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
      const file = await readOptionalFile(BookFile, this.path);
      const remembered = file?.format === 2 ? file.benchmarks : [];
      return newestOf([...this.measured, ...remembered]);
    } catch (error) {
      this.onProblem(`The engines are measured again: ${error instanceof Error ? error.message : String(error)}`);
      return this.measured;
    }
  }
}

/** Of entries for the same, the first. */
function newestOf(entries: readonly Entry[]): Entry[] {
  const isSame = (a: Entry, b: Entry) => a.engine === b.engine && isSameKey(a.key, b.key) && isAlike(a.work, b.work);
  return entries.filter((entry, index) => entries.findIndex((other) => isSame(other, entry)) === index);
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
