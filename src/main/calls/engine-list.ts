/** `engine/list`: every engine, available or exactly why not, with what was measured of it. */
import type { Handler } from './handler';

export const engineList: Handler<'engine/list'> = (_, { engines }) => engines.list();
