/** `update/open`: shows the page of the newer version in the person's own browser. */
import { AppError } from '../../shared/errors';
import type { Handler } from './handler';

export const updateOpen: Handler<'update/open'> = async (_, { host }) => {
  if (host.updates === undefined) {
    throw new AppError('unavailable', 'The desktop program alone looks for a newer version.');
  }
  await host.updates.openPage();
  return {};
};
