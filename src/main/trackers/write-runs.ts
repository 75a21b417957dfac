/** Hands runs on to a tracker: each is read whole from its folder and written below the chosen one. */
import { mkdir } from 'node:fs/promises';
import { AppError } from '../../shared/errors';
import type { RunSummary } from '../../shared/run';
import type { TrackerId } from '../../shared/tracker';
import type { ExportedFiles } from '../../shared/weights';
import { readTrackedRun } from './read-tracked-run';
import { runWriters } from './trackers';

export interface TrackerExport {
  readonly tracker: TrackerId;
  readonly runs: readonly RunSummary[];
  /** Made when it is missing. */
  readonly to: string;
}

/** What the same run left there before is written anew. Throws 'not-permitted' where the folder cannot be written. */
export async function writeRuns({ tracker, runs, to }: TrackerExport): Promise<ExportedFiles> {
  const files: string[] = [];
  for (const run of runs) {
    const tracked = await readTrackedRun(run);
    try {
      await mkdir(to, { recursive: true });
      files.push(...(await runWriters[tracker](tracked, to)));
    } catch (error) {
      throw new AppError('not-permitted', `Run "${run.id}" cannot be written into "${to}": ${String(error)}.`, {
        cause: error,
      });
    }
  }
  return { folder: to, files };
}
