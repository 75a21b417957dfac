/** `run/list`: every run, newest first. */
import type { Handler } from './handler';

export const runList: Handler<'run/list'> = (_, { registry }) => registry.runs.list();
