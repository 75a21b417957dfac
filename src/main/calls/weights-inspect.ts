/** `weights/inspect`: says what a weights file holds. */
import { AppError } from '../../shared/errors';
import type { Handler } from './handler';

export const weightsInspect: Handler<'weights/inspect'> = () => {
  throw new AppError('unavailable', 'Import is not wired yet.');
};
