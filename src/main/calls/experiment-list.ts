/** `experiment/list`: every experiment, newest first. */
import type { Handler } from './handler';

export const experimentList: Handler<'experiment/list'> = (_, { registry }) => registry.runs.experiments();
