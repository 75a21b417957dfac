/** `engine/list`: every engine, available or exactly why not. */
import { listEngines } from '../../engine/list-engines';
import type { Handler } from './handler';

export const engineList: Handler<'engine/list'> = async () => [...(await listEngines())];
