/** Calls about experiments. */
import { experimentCreate } from './experiment-create';
import { demoStart } from './demo-start';
import type { HandlersOf } from './handler';

export const experimentCalls: HandlersOf<'experiment' | 'demo'> = {
  /** Every experiment, newest first. */
  'experiment/list': (_, { registry }) => registry.runs.experiments(),

  /** One experiment with its runs. */
  'experiment/get': ({ experimentId }, { registry }) => registry.runs.experiment(experimentId),
  'experiment/create': experimentCreate,
  'demo/start': demoStart,
};
