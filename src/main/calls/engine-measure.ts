/** `engine/measure`: measures every engine that is available, each in processes of its own. */
import type { Handler } from './handler';

export const engineMeasure: Handler<'engine/measure'> = (_, { engines }) => engines.measureAll();
