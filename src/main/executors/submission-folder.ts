/**
 * The folder of one submission, `<workspace>/submissions/<name>`: which runs it holds, in the order of the job array, the
 * job script, the logs, and what came of it. It appears whole, and only once: whoever makes it is the one who submits.
 */
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { ExecutorId } from '../../shared/executor';
import { RunId } from '../../shared/run';
import { syncFolder, writeJsonDurably, writeSynced } from '../runs/durable-file';
import { isMissing, parseJsonValue, readJsonFile, readOptionalFile } from '../runs/json-file';
import { isProcessThere } from '../processes/process-start';

/** Written before anything is asked of the cluster. */
export const Submission = z.object({
  format: z.literal(1),
  /** The job's name, by which it is found again. */
  name: z.string(),
  executor: ExecutorId,
  createdAt: z.string(),
  /** The place in the list is the index in the job array. */
  runs: z.array(z.object({ id: RunId, attempt: z.number().int() })).min(1),
});
export type Submission = z.infer<typeof Submission>;

/** What sbatch answered; absent while nobody knows. */
const Outcome = z.union([z.object({ jobId: z.number().int() }), z.object({ refused: z.string() })]);
export type Outcome = z.infer<typeof Outcome>;

/** `holder`: whoever drew that word. */
const Turn = z.object({ processId: z.number().int(), host: z.string(), holder: z.string() });
/** Longer than sbatch is waited for. */
const turnMs = 120_000;

export class SubmissionFolder {
  readonly path: string;

  constructor(
    submissionsFolder: string,
    readonly name: string,
  ) {
    this.path = join(submissionsFolder, name);
  }

  get scriptPath(): string {
    return join(this.path, 'job.sh');
  }

  /** Of the run at that place in the array. */
  logPath(index: number): string {
    return join(this.path, `${index}.log`);
  }

  async read(): Promise<Submission> {
    const path = join(this.path, 'submission.json');
    return parseJsonValue(Submission, await readJsonFile(path), path);
  }

  outcome(): Promise<Outcome | null> {
    return readOptionalFile(Outcome, join(this.path, 'outcome.json'));
  }

  async writeOutcome(outcome: Outcome): Promise<void> {
    await writeJsonDurably(join(this.path, 'outcome.json'), outcome);
  }

  /** False where somebody has it already, or made one of that name in the meantime. */
  static async create(
    submissionsFolder: string,
    submission: Submission,
    { script, holder }: { script: string; holder: string },
  ): Promise<boolean> {
    const aside = join(submissionsFolder, `.making-${randomUUID().slice(0, 8)}`);
    await mkdir(aside, { recursive: true });
    try {
      await writeSynced(join(aside, 'submission.json'), `${JSON.stringify(submission, null, 2)}\n`);
      await writeSynced(join(aside, 'job.sh'), script);
      await writeSynced(join(aside, 'turn.json'), turnText(holder));
      await rename(aside, join(submissionsFolder, submission.name));
      await syncFolder(submissionsFolder);
      return true;
    } catch (error) {
      if (isTaken(error)) return false;
      throw error;
    } finally {
      await rm(aside, { recursive: true, force: true });
    }
  }

  /** True where this process may ask the cluster about it now: the one that had the turn is gone, or has had it for too long. */
  async takeTurn(own: string): Promise<boolean> {
    const path = join(this.path, 'turn.json');
    const holder = await readOptionalFile(Turn, path);
    if (holder?.holder === own) return true;
    const isGone = holder === null || (holder.host === hostname() && !isProcessThere(holder.processId));
    if (!isGone && (await this.ageMs(path)) < turnMs) return false;
    // Of two that find it stale only one moves it away.
    const stale = join(this.path, `.turn-${randomUUID().slice(0, 8)}`);
    try {
      if (holder !== null) await rename(path, stale);
      const file = await open(path, 'wx');
      await file.writeFile(turnText(own));
      await file.close();
      return true;
    } catch (error) {
      if (isMissing(error) || isTaken(error)) return false;
      throw error;
    } finally {
      await rm(stale, { force: true });
    }
  }

  /** By the clock of the disk that holds both files, which may be another than this machine's. */
  private async ageMs(path: string): Promise<number> {
    const probe = join(this.path, `.now-${randomUUID().slice(0, 8)}`);
    await writeSynced(probe, '');
    try {
      return (await stat(probe)).mtimeMs - (await stat(path)).mtimeMs;
    } finally {
      await rm(probe, { force: true });
    }
  }
}

export async function submissionNames(submissionsFolder: string): Promise<string[]> {
  try {
    return (await readdir(submissionsFolder)).filter((name) => !name.startsWith('.'));
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

function turnText(holder: string): string {
  return `${JSON.stringify({ processId: process.pid, host: hostname(), holder } satisfies z.infer<typeof Turn>)}\n`;
}

function isTaken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && ['EEXIST', 'ENOTEMPTY', 'ENOTDIR'].includes(String(error.code));
}
