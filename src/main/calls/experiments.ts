/** Calls about experiments. */
import { changeNotes } from '../runs/run-notes';
import { experimentCreate } from './experiment-create';
import { demoStart } from './demo-start';
import type { HandlersOf } from './handler';

export const experimentCalls: HandlersOf<'experiment' | 'demo'> = {
  /** Every experiment, newest first. */
  'experiment/list': (_, { registry }) => registry.runs.experiments(),

  /** One experiment with its runs. */
  'experiment/get': ({ experimentId }, { registry }) => registry.runs.experiment(experimentId),
  'experiment/create': experimentCreate,

  /** The name is kept beside each of its runs, whose run.json stays as it was trained. */
  'experiment/rename': async ({ experimentId, name }, { registry, supervisor }) => {
    const { runs } = registry.runs.experiment(experimentId);
    for (const { id } of runs) await changeNotes(registry, id, () => ({ experiment: name }));
    await supervisor.pass();
    return registry.runs.experiment(experimentId);
  },
  'demo/start': demoStart,
};
