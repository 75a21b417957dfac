/** `weights/inspect`: says what a weights file holds. */
import { inspectWeights } from '../weights/read-weights';
import type { Handler } from './handler';

export const weightsInspect: Handler<'weights/inspect'> = async ({ path }, { paths }) =>
  inspectWeights(await paths.allow(path));
