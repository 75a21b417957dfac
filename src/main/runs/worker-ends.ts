/** ends.json of a run folder: how worker processes ended that did not say it themselves, and what was tried again. */
import { join } from 'node:path';
import { z } from 'zod';
import { toAppError } from '../../shared/errors';
import { writeJsonDurably } from './durable-file';
import { readOptionalFile } from './json-file';

export const WorkerEnd = z.object({
  processId: z.number().int(),
  at: z.string(),
  /** The exit status; null where a signal ended it, or nobody was there to hear of it. */
  code: z.number().nullable(),
  signal: z.string().nullable(),
  /** The system had no memory left, and ended this process for it. */
  outOfMemory: z.boolean(),
  /** The run was queued again for it. */
  isRetried: z.boolean(),
  /** A later worker has told it in the run's log. */
  isTold: z.boolean(),
});
export type WorkerEnd = z.infer<typeof WorkerEnd>;

const EndsFile = z.object({ ends: z.array(WorkerEnd) });

/** Of a run that fails again and again: the last ones. */
const mostEnds = 50;

/** A file that cannot be read says nothing: it explains, and nothing depends on it. */
export async function readEnds(folder: string): Promise<WorkerEnd[]> {
  try {
    return (await readOptionalFile(EndsFile, endsPath(folder)))?.ends ?? [];
  } catch (error) {
    if (toAppError(error).code === 'damaged') return [];
    throw error;
  }
}

export async function addEnd(folder: string, end: WorkerEnd): Promise<void> {
  await writeEnds(folder, [...(await readEnds(folder)), end]);
}

/** Those that nobody has told yet, which count as told from now on. */
export async function takeUntold(folder: string): Promise<WorkerEnd[]> {
  const ends = await readEnds(folder);
  const untold = ends.filter(({ isTold }) => !isTold);
  if (untold.length > 0)
    await writeEnds(
      folder,
      ends.map((end) => ({ ...end, isTold: true })),
    );
  return untold;
}

/** How many of a run's ends were tried again. */
export function countRetries(ends: readonly WorkerEnd[]): number {
  return ends.filter(({ isRetried }) => isRetried).length;
}

/** The last one is to be tried again. */
export async function markRetried(folder: string, end: WorkerEnd): Promise<void> {
  const ends = (await readEnds(folder)).filter(({ processId, at }) => processId !== end.processId || at !== end.at);
  await writeEnds(folder, [...ends, { ...end, isRetried: true }]);
}

/** "It was ended by the signal SIGKILL.": null where nothing is known. */
export function endText({ code, signal, outOfMemory }: Pick<WorkerEnd, 'code' | 'signal' | 'outOfMemory'>) {
  if (outOfMemory) {
    return 'The system ended it because no memory was left. Smaller batches, fewer replicas or fewer runs at once need less.';
  }
  if (signal !== null) return `It was ended by the signal ${signal}.`;
  return code === null ? null : `It ended with the exit status ${code}.`;
}

async function writeEnds(folder: string, ends: readonly WorkerEnd[]): Promise<void> {
  await writeJsonDurably(endsPath(folder), { ends: ends.slice(-mostEnds) } satisfies z.infer<typeof EndsFile>);
}

function endsPath(folder: string): string {
  return join(folder, 'ends.json');
}
