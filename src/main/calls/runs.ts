/** Calls about runs. */
import { localExecutor } from '../../shared/executor';
import type { RunState, RunSummary } from '../../shared/run';
import { holdJob, jobToCancel, releaseJob, waitsRemotely } from '../executors/control-remote';
import { findExecutor, readExecutors } from '../executors/executors-file';
import { pauseRun, restartRun, resumeRun, stopRun } from '../runs/control-run';
import { changeNotes } from '../runs/run-notes';
import { whyNotResumed } from '../runs/why-not-resumed';
import type { CallContext, HandlersOf } from './handler';
import { dataPlaces, findRunData } from './run-data';

export const runCalls: Omit<HandlersOf<'run'>, 'run/delete'> = {
  /** Asks the worker to hold between two batches. */
  'run/pause': async ({ runId }, { registry, supervisor, remoteRuns, slurm }) => {
    const run = registry.runs.get(runId);
    if (waitsRemotely(run)) {
      await holdJob(run, slurm);
      await remoteRuns.lookNow();
    } else await pauseRun(registry, runId);
    await supervisor.pass();
    return registry.runs.get(runId);
  },

  /** Lets a paused run go on, or queues one that ended early. */
  'run/resume': async ({ runId, data, executor }, context) => {
    const { registry, supervisor, remoteRuns } = context;
    const { state } = await beforeResuming({ runId, executor }, context);
    if (data !== undefined || hasStopped(state)) await findRunData({ runId, data }, context);
    if (state !== 'queued') await resumeRun(registry, runId, executor);
    await supervisor.pass();
    if (registry.runs.get(runId).remote !== undefined) remoteRuns.lookSoon();
    return registry.runs.get(runId);
  },

  'run/resumption': async ({ runId }, { registry }) => {
    const run = registry.runs.get(runId);
    return { refusal: hasStopped(run.state) ? await whyNotResumed(run) : null };
  },

  'run/data': ({ runId }, context) => dataPlaces(runId, context),

  /** Ends a run; its last checkpoint stays. */
  'run/stop': async ({ runId }, { registry, supervisor, slurm }) => {
    const job = await jobToCancel(registry.runs.get(runId));
    await stopRun(registry, runId);
    if (job !== null) await slurm.cancel(job);
    await supervisor.pass();
    return registry.runs.get(runId);
  },

  /** Ends the worker of a run that hangs, and lets it go on from its last checkpoint. */
  'run/restart': async ({ runId }, { registry, supervisor }) => {
    await restartRun(registry, runId);
    await supervisor.pass();
    return registry.runs.get(runId);
  },

  /** A person's name, tags and notes, in the run's folder and in the registry. */
  'run/annotate': async ({ runId, notes: changes }, { registry, supervisor }) => {
    await changeNotes(registry, runId, () => changes);
    await supervisor.pass();
    return registry.runs.get(runId);
  },

  /** Tags and archive of several runs at once. All are looked for before the first is changed. */
  'run/mark': async ({ runIds, addTags, removeTags, archived }, { registry, supervisor }) => {
    const ids = [...new Set(runIds)];
    for (const id of ids) registry.runs.get(id);
    for (const id of ids) {
      await changeNotes(registry, id, ({ tags }) => ({
        tags: [...tags.filter((tag) => !removeTags.includes(tag)), ...addTags],
        ...(archived !== undefined && { archived }),
      }));
    }
    await supervisor.pass();
    return ids.map((id) => registry.runs.get(id));
  },
};

/** The run as it is to be resumed. One that waits at the cluster is released there, or taken back to be started elsewhere. */
async function beforeResuming(
  { runId, executor }: { runId: string; executor: string | undefined },
  { registry, slurm, workspace }: CallContext,
): Promise<RunSummary> {
  const run = registry.runs.get(runId);
  if (executor !== undefined && executor !== localExecutor) {
    findExecutor(await readExecutors(workspace.path), executor);
    await slurm.version();
  }
  if (!waitsRemotely(run)) return run;
  if (executor === undefined) {
    await releaseJob(run, slurm);
    return run;
  }
  const job = await jobToCancel(run);
  await stopRun(registry, runId);
  if (job !== null) await slurm.cancel(job);
  return registry.runs.get(runId);
}

/** Before it reads its images again. */
function hasStopped(state: RunState): boolean {
  return state === 'stopped' || state === 'interrupted' || state === 'failed';
}
