/** What becomes of a run in the registry by what Slurm says of its job and what its folder holds. */
import type { RemoteRun } from '../../shared/executor';
import type { Registry } from '../registry/registry';
import type { RemoteRow } from '../registry/remote-table';
import { isAtRest } from '../../shared/run';
import { lastWords } from '../runs/last-words';
import { RunFolder } from '../runs/run-folder';
import { forgotten, howItEnded, phaseOf, whyItWaits } from './job-words';
import type { SlurmJob } from './slurm-jobs';

/** A disk of the network shows what a node has written a little later. */
const settleMs = 4000;
/** For a job that ended by itself: the last words of its worker have to come. */
const completedMs = 60_000;

/** Starting up, with modules and a first look at all images, may take a while. */
const silentMinutes = 3;

export interface JudgeSurroundings {
  readonly registry: Registry;
  /** Takes in what the run has written by now. */
  catchUp(runId: string): Promise<void>;
  /** Since when a job has been over, or gone, by run. */
  readonly seen: Map<string, number>;
  /** The last heartbeat, and since when it has been the last. */
  readonly beats: Map<string, { readonly beat: string; readonly since: number }>;
}

export interface JobOfRun {
  /** Null where Slurm does not know it. */
  readonly job: SlurmJob | null;
  /** 4711_3 */
  readonly jobName: string | null;
  readonly logPath: string;
}

/** What is known of it now; null where that stays as it is. */
export async function judgeRun(
  row: RemoteRow,
  { job, jobName, logPath }: JobOfRun,
  surroundings: JudgeSurroundings,
): Promise<RemoteRun | null> {
  const { registry, seen } = surroundings;
  const here: RemoteRun = { ...row.remote, job: jobName, node: job?.node ?? null, note: null, startsAt: null };
  const phase = job === null ? 'over' : phaseOf(job);
  if (phase !== 'over') seen.delete(row.id);
  switch (phase) {
    case 'waits':
      if (row.state !== 'queued') await registry.write(() => registry.remote.waitsAgain(row.id, row.last_sequence));
      return { ...here, node: null, note: job && whyItWaits(job), startsAt: job?.startsAt ?? null };
    case 'runs':
      if (row.state === 'queued') {
        await registry.write(() => registry.queue.move(row.id, { from: ['queued'], to: 'starting' }));
      }
      return { ...here, note: await noteOfRunning(row, surroundings) };
    case 'over':
      await end(row, { job, jobName, logPath }, surroundings);
      return { ...here, node: job?.node ?? row.remote.node };
  }
}

/** By its heartbeat changing: the clock of its node may be another one. */
async function noteOfRunning({ id, folder, state }: RemoteRow, { beats }: JudgeSurroundings): Promise<string | null> {
  const worker = await new RunFolder(folder).readWorker();
  const beat = worker?.heartbeatAt ?? '';
  const known = beats.get(id);
  const since = known?.beat === beat ? known.since : Date.now();
  beats.set(id, { beat, since });
  const minutes = Math.floor((Date.now() - since) / 60_000);
  if (minutes >= silentMinutes) {
    const told = worker === null ? 'its training has not started' : 'nothing was heard of its training';
    return `Its job runs, but ${told} for ${minutes} min. Look at its node, or stop it twice to cancel the job.`;
  }
  return state === 'paused' ? 'Paused; its job keeps the node until its time limit.' : null;
}

/** What the run itself says of its end wins; so it is asked once more, after a while. */
async function end(row: RemoteRow, { job, logPath }: JobOfRun, surroundings: JudgeSurroundings): Promise<void> {
  const { registry, catchUp, seen } = surroundings;
  await catchUp(row.id);
  const now = registry.runs.row(row.id);
  if (now === null || isAtRest(now.state) || now.remote?.attempt !== row.remote.attempt) {
    seen.delete(row.id);
    return;
  }
  const since = seen.get(row.id) ?? Date.now();
  seen.set(row.id, since);
  if (Date.now() - since < (job?.state === 'COMPLETED' ? completedMs : settleMs)) return;
  seen.delete(row.id);
  const log = await lastWords(logPath);
  const message = job === null ? forgotten(log) : howItEnded(job, log);
  const worker = await new RunFolder(row.folder).readWorker();
  const endedAt = worker?.heartbeatAt ?? new Date().toISOString();
  const error = { code: 'internal' as const, message };
  await registry.write(() => registry.queue.end(row.id, { state: 'interrupted', error, endedAt }));
}
