/** What a preparation keeps beside its crops: its plan, and what became of each video. It makes a killed one go on. */
import { mkdir, open, readdir, readFile, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { AppError } from '../../shared/errors';
import { PreparationSettings, PreparedVideo } from '../../shared/preparation';
import { isMissing, readOptionalFile } from '../runs/json-file';
import { writeJsonDurably } from '../runs/durable-file';
import { isProcessThere } from '../processes/process-start';
import { PlannedVideo } from './plan-videos';

const Plan = z.object({ format: z.literal(1), settings: PreparationSettings, videos: z.array(PlannedVideo) });
export type Plan = z.infer<typeof Plan>;

/** Of one video, written when all of its crops are in their places. */
export const VideoRecord = z.object({
  outcome: PreparedVideo,
  /** Of the video then: another size or time means another video. */
  sizeBytes: z.number(),
  modifiedMs: z.number(),
  /** Relative to the folder of the tasks, with '/'. */
  files: z.array(z.string()),
});
export type VideoRecord = z.infer<typeof VideoRecord>;

const Holder = z.object({ processId: z.number().int(), host: z.string() });

export class PreparationFolder {
  readonly path: string;
  /** Crops on their way into their places. */
  readonly staging: string;
  private readonly records: string;

  constructor(
    readonly to: string,
    readonly task: string,
  ) {
    // Hidden, so that no scan takes it for a task.
    this.path = join(to, '.cored-prepare', task);
    this.staging = join(this.path, 'staging');
    this.records = join(this.path, 'videos');
  }

  /** Throws AppError `conflict` while another process prepares the same task, `not-permitted` where nothing can be written. */
  async claim(): Promise<() => Promise<void>> {
    const lock = join(this.path, 'lock.json');
    try {
      await mkdir(this.records, { recursive: true });
      for (let attempt = 1; ; attempt += 1) {
        if (await createOnce(lock)) return () => rm(lock, { force: true });
        const holder = await readOptionalFile(Holder, lock).catch(() => null);
        const isGone = holder?.host === hostname() && !isProcessThere(holder.processId);
        if (!isGone || attempt === 3) throw this.taken(holder, lock);
        await rm(lock, { force: true });
      }
    } catch (error) {
      throw error instanceof AppError ? error : this.notWritten(error);
    }
  }

  readPlan(): Promise<Plan | null> {
    return readOptionalFile(Plan, join(this.path, 'plan.json'));
  }

  async writePlan(plan: Plan): Promise<void> {
    await writeJsonDurably(join(this.path, 'plan.json'), plan).catch((error: unknown) => {
      throw this.notWritten(error);
    });
  }

  /** Null for a video that is not done, or whose record was torn by a power cut. */
  async readRecord(video: PlannedVideo): Promise<VideoRecord | null> {
    try {
      return VideoRecord.parse(JSON.parse(await readFile(this.recordPath(video), 'utf8')));
    } catch (error) {
      if (isMissing(error) || error instanceof SyntaxError || error instanceof z.ZodError) return null;
      throw error;
    }
  }

  async writeRecord(video: PlannedVideo, record: VideoRecord): Promise<void> {
    await writeJsonDurably(this.recordPath(video), record);
  }

  async removeRecord(video: PlannedVideo): Promise<void> {
    await rm(this.recordPath(video), { force: true });
  }

  /** Of a preparation that was killed. */
  async clearStaging(): Promise<void> {
    await rm(this.staging, { recursive: true, force: true });
  }

  notWritten(cause: unknown): AppError {
    const reason = cause instanceof Error ? cause.message : String(cause);
    return new AppError(
      'not-permitted',
      `The task cannot be written to "${this.to}" (${reason}). Make room or choose another folder, and start again: ` +
        'what is done stays.',
      { cause },
    );
  }

  private recordPath({ className, name }: PlannedVideo): string {
    return join(this.records, `${className}-${name}.json`);
  }

  private taken(holder: z.infer<typeof Holder> | null, lock: string): AppError {
    const who = holder === null ? 'Another process' : `Process ${holder.processId} on ${holder.host}`;
    return new AppError(
      'conflict',
      `${who} prepares "${this.task}" in "${this.to}" already. Wait for it; if it is gone, remove "${lock}".`,
    );
  }
}

/** False when the file is there already. */
async function createOnce(path: string): Promise<boolean> {
  try {
    const file = await open(path, 'wx');
    try {
      await file.writeFile(JSON.stringify({ processId: process.pid, host: hostname() }));
    } finally {
      await file.close();
    }
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

/** Every file below the task's folders, by path relative to `to`; a folder that is not there has none. */
export async function filesOf(to: string, tasks: readonly string[]): Promise<ReadonlySet<string>> {
  const files = new Set<string>();
  const visit = async (below: string): Promise<void> => {
    const entries = await readdir(join(to, below), { withFileTypes: true }).catch((error: unknown) => {
      if (isMissing(error)) return [];
      throw error;
    });
    for (const entry of entries) {
      if (entry.isDirectory()) await visit(`${below}/${entry.name}`);
      else files.add(`${below}/${entry.name}`);
    }
  };
  for (const task of tasks) await visit(task);
  return files;
}
