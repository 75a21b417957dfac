/** Calls about runs. */
import { AppError } from '../../shared/errors';
import type { RunState } from '../../shared/run';
import { pauseRun, resumeRun, stopRun } from '../runs/control-run';
import { readDetail } from '../runs/run-curves';
import { RunFolder } from '../runs/run-folder';
import { whyNotResumed } from '../runs/why-not-resumed';
import type { HandlersOf } from './handler';
import { dataPlaces, findRunData } from './run-data';

export const runCalls: HandlersOf<'run'> = {
  /** Every run, newest first. */
  'run/list': (_, { registry }) => registry.runs.list(),

  /** A run with its stages, results and curves. */
  'run/get': ({ runId }, { registry }) => readDetail(registry, runId),

  /** A run's log lines behind a sequence number. */
  'run/log': ({ runId, after }, { registry, logs }) => {
    return logs.read(new RunFolder(registry.runs.get(runId).folder), after);
  },

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

  /** A person's name, tags and notes, in the run's folder and in the registry. */
  'run/annotate': async ({ runId, notes: changes }, { registry, supervisor }) => {
    const run = registry.runs.get(runId);
    const notes = {
      name: (changes.name ?? run.name).trim(),
      tags: [...new Set((changes.tags ?? run.tags).map((tag) => tag.trim()).filter((tag) => tag !== ''))],
      notes: changes.notes ?? run.notes,
    };
    if (notes.name === '') throw new AppError('bad-input', `Give run "${runId}" a name.`);
    await new RunFolder(run.folder).writeNotes(notes);
    registry.runs.annotate(runId, notes);
    await supervisor.pass();
    return registry.runs.get(runId);
  },
};

/** Before it reads its images again. */
function hasStopped(state: RunState): boolean {
  return state === 'stopped' || state === 'interrupted' || state === 'failed';
}
