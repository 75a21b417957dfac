/** What a person asks of a run on the cluster: its folder tells the worker, and Slurm what concerns the job. */
import { AppError } from '../../shared/errors';
import type { Priority } from '../../shared/plan/queue';
import type { RunSummary } from '../../shared/run';
import { RunFolder } from '../runs/run-folder';
import { usualNice } from './job-script';
import type { SlurmCommands } from './slurm-commands';

/** Added to what Slurm reckons: the higher, the later. Below 0 is for administrators. */
const niceOf = { high: 0, normal: usualNice, low: 10_000 } as const satisfies Record<Priority, number>;

type Jobs = Pick<SlurmCommands, 'hold' | 'release' | 'setNice'>;

/** Whether the run waits at the cluster, where the local queue has no say. */
export function waitsRemotely({ remote, state }: RunSummary): boolean {
  return remote !== undefined && state === 'queued';
}

/** Throws AppError 'conflict' for a run whose job nobody knows yet. */
export async function holdJob(run: RunSummary, slurm: Jobs): Promise<void> {
  await slurm.hold(jobOf(run));
}

export async function releaseJob(run: RunSummary, slurm: Jobs): Promise<void> {
  await slurm.release(jobOf(run));
}

export async function prioritiseJob(run: RunSummary, priority: Priority, slurm: Jobs): Promise<void> {
  await slurm.setNice(jobOf(run), niceOf[priority]);
}

/**
 * The job that is to be cancelled when the run is stopped: one that waits is taken back; one that runs is left to its worker,
 * which stops after the batch, unless it was asked to before and still runs. Null too for a run that was not submitted yet,
 * or nobody knows: its folder says stop, which its worker would read first.
 */
export async function jobToCancel(run: RunSummary): Promise<string | null> {
  const job = run.remote?.job ?? null;
  const wasAsked = (await new RunFolder(run.folder).readControl())?.asked === 'stop';
  return waitsRemotely(run) || wasAsked ? job : null;
}

function jobOf({ name, remote }: RunSummary): string {
  if (remote?.job) return remote.job;
  throw new AppError('conflict', `"${name}" has not been taken by Slurm yet. Try again in a few seconds.`);
}
