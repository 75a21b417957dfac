/** Calls about runs. */
import type { RunState } from '../../shared/run';
import { pauseRun, restartRun, resumeRun, stopRun } from '../runs/control-run';
import { changeNotes } from '../runs/run-notes';
import { whyNotResumed } from '../runs/why-not-resumed';
import type { HandlersOf } from './handler';
import { dataPlaces, findRunData } from './run-data';

export const runCalls: Omit<HandlersOf<'run'>, 'run/delete'> = {
  /** Asks the worker to hold between two batches. */
  'run/pause': async ({ runId }, { registry, supervisor }) => {
    await pauseRun(registry, runId);
    await supervisor.pass();
    return registry.runs.get(runId);
  },

  /** Lets a paused run go on, or queues one that ended early. */
  'run/resume': async ({ runId, data }, context) => {
    const { registry, supervisor } = context;
    const { state } = registry.runs.get(runId);
    if (data !== undefined || hasStopped(state)) await findRunData({ runId, data }, context);
    await resumeRun(registry, runId);
    await supervisor.pass();
    return registry.runs.get(runId);
  },

  'run/resumption': async ({ runId }, { registry }) => {
    const run = registry.runs.get(runId);
    return { refusal: hasStopped(run.state) ? await whyNotResumed(run) : null };
  },

  'run/data': ({ runId }, context) => dataPlaces(runId, context),

  /** Ends a run; its last checkpoint stays. */
  'run/stop': async ({ runId }, { registry, supervisor }) => {
    await stopRun(registry, runId);
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

/** Before it reads its images again. */
function hasStopped(state: RunState): boolean {
  return state === 'stopped' || state === 'interrupted' || state === 'failed';
}
