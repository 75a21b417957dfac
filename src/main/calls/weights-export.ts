/** `weights/export`: a step's weights of a run, into a folder, in the chosen format. */
import { AppError } from '../../shared/errors';
import type { Handler } from './handler';

export const weightsExport: Handler<'weights/export'> = () => {
  throw new AppError('unavailable', 'Export is not wired yet.');
};
