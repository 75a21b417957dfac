/** What Slurm says of a job, in plain words. */
import type { SlurmJob } from './slurm-jobs';

/** Whether the job waits, computes, or is over. */
export type JobPhase = 'waits' | 'runs' | 'over';

const waiting = ['PENDING', 'CONFIGURING', 'REQUEUED', 'REQUEUE_HOLD', 'REQUEUE_FED', 'SPECIAL_EXIT', 'RESV_DEL_HOLD'];
const running = ['RUNNING', 'COMPLETING', 'SUSPENDED', 'STOPPED', 'SIGNALING', 'STAGE_OUT', 'RESIZING'];

/** A state that no release had when this was written counts as running: what the run's folder says decides. */
export function phaseOf({ state }: Pick<SlurmJob, 'state'>): JobPhase {
  if (waiting.includes(state)) return 'waits';
  return running.includes(state) || !(state in endings) ? 'runs' : 'over';
}

const reasons: Readonly<Record<string, string>> = {
  None: 'Submitted; the scheduler has not looked at it yet.',
  Priority: 'Jobs of a higher priority are before it.',
  Resources: 'Next in line: it waits for resources to become free.',
  JobArrayTaskLimit: 'As many of this experiment’s runs are under way as its executor allows at once.',
  BeginTime: 'It was queued again, and starts in a moment.',
  Dependency: 'It waits for another job.',
  DependencyNeverSatisfied: 'The job that it waits for failed: it will never start. Stop it and start it again.',
  JobHeldUser: 'Held from the workbench or by its owner. Resume it to let it wait for its turn.',
  JobHeldAdmin: 'Held by an administrator of the cluster.',
  PartitionTimeLimit:
    'It asks for more time than its partition allows, and will not start. Stop it, and shorten timeLimit.',
  PartitionNodeLimit: 'It asks for more than its partition has, and will not start. Stop it, and ask for less.',
  PartitionDown: 'Its partition is closed.',
  PartitionInactive: 'Its partition is closed.',
  BadConstraints: 'No node of the cluster has what it asks for. Stop it, and change the executor.',
  ReqNodeNotAvail: 'The nodes that it could use are not available now: they are reserved, drained or down.',
  Reservation: 'It waits for its reservation.',
  Cleaning: 'It was queued again and is being cleared from its node.',
  Licenses: 'It waits for a licence.',
  InvalidAccount: 'Its account is not valid. Stop it, and change the executor’s account.',
  InvalidQOS: 'Its quality of service is not valid. Stop it, and change the executor’s qos.',
  NodeDown: 'A node that it needs is down.',
  launch_failed_requeued_held: 'It could not be started on its node, and Slurm holds it. Resume it to try again.',
  job_requeued_in_held_state: 'It was queued again and is held. Resume it to let it wait for its turn.',
};

/** Why a job waits; a reason without words of its own is quoted. */
export function whyItWaits({ reason }: Pick<SlurmJob, 'reason'>): string {
  // "ReqNodeNotAvail, UnavailableNodes:node1"
  const key = reason.split(/[,\s(]/)[0] ?? '';
  const known = reasons[key];
  if (known !== undefined) return known;
  if (/^(Assoc|QOS)/.test(key)) return `A limit of your account or its quality of service is reached (${key}).`;
  return key === '' ? 'It waits for its turn.' : `It waits: ${reason}.`;
}

const endings: Readonly<Record<string, string>> = {
  COMPLETED: 'The job ended by itself, but the run’s folder does not tell that the run was complete.',
  FAILED: 'The job failed, or its training process was killed.',
  CANCELLED: 'The job was cancelled on the cluster, outside of the workbench.',
  TIMEOUT: 'The job reached its time limit.',
  PREEMPTED: 'The job had to make room for one of a higher priority, and was not queued again.',
  NODE_FAIL: 'The node failed on which the job ran.',
  BOOT_FAIL: 'The node that the job was given did not start.',
  DEADLINE: 'The job was ended at its deadline.',
  OUT_OF_MEMORY: 'The job was ended because it took more memory than it had asked for.',
  REVOKED: 'The job was taken over by another cluster.',
};

const goesOn = 'Resume the run to go on from its last checkpoint, there or on this machine.';
const moreMemory = 'Give the executor more memory, or the run a smaller batch; then resume it.';

/** How a job that is over ended, and what to do. `log`: the end of the job's own, which tells of memory where the state does not. */
export function howItEnded({ state }: Pick<SlurmJob, 'state'>, log: string): string {
  const isOutOfMemory = state === 'OUT_OF_MEMORY' || /exceeded (?:job |step )?memory limit|oom[- _]?kill/i.test(log);
  const said = isOutOfMemory ? endings['OUT_OF_MEMORY'] : endings[state];
  const wayOut = isOutOfMemory ? moreMemory : goesOn;
  return `${said ?? `The job ended as ${state}.`} ${wayOut}${logText(log)}`;
}

/** For a job that neither squeue nor sacct knows any more. */
export function forgotten(log: string): string {
  return `Slurm no longer knows the job, and the run’s folder does not tell that it ended. ${goesOn}${logText(log)}`;
}

function logText(log: string): string {
  return log === '' ? '' : `\nThe last lines of the job’s log:\n${log}`;
}
