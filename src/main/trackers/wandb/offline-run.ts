/** A run as a folder that `wandb sync` uploads: `<folder>/wandb/offline-run-<time>-<id>/run-<id>.wandb`. */
import { createHash } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { writeDurably } from '../../runs/durable-file';
import type { TrackedRun } from '../tracked-run';
import { logFile } from './log-file';
import { recordsOf } from './records';

const resultsName = 'results.json';

/** Each export of a run writes the same files. */
export async function writeOfflineRun(run: TrackedRun, folder: string): Promise<string[]> {
  const { summary, results } = run;
  const id = idOf(run);
  const to = join(folder, 'wandb', `offline-run-${timeInName(summary.createdAt)}-${id}`);
  const path = join(to, `run-${id}.wandb`);
  await mkdir(join(to, 'files'), { recursive: true });
  await writeDurably(join(to, 'files', resultsName), `${JSON.stringify({ ...summary, results }, null, 2)}\n`);
  // In one piece: there can be hundreds of thousands.
  await writeDurably(path, Buffer.concat(logFile(recordsOf(run, { id, files: [resultsName] }))));
  return [path];
}

/** Small letters and digits, as wandb's own; the same run has the same in every export. */
function idOf({ summary }: TrackedRun): string {
  return createHash('sha256').update(`run ${summary.id} ${summary.createdAt}`).digest('hex').slice(0, 16);
}

/** `20260102_030405`. */
function timeInName(time: string): string {
  return new Date(time).toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '_');
}
