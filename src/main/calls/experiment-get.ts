/** `experiment/get`: one experiment with its runs. */
import type { Handler } from './handler';

export const experimentGet: Handler<'experiment/get'> = ({ experimentId }, { registry }) =>
  registry.runs.experiment(experimentId);
