/** `settings/save`: changes some of the settings; `settings/changed` tells every client. */
import { AppError } from '../../shared/errors';
import type { Handler } from './handler';
import { settingsInfo } from './settings-get';

export const settingsSave: Handler<'settings/save'> = async ({ change }, context) => {
  const { settings, push } = context;
  try {
    await settings.save(change);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new AppError(
      'not-permitted',
      `The settings cannot be written to "${settings.path}" (${reason}). Change the permissions of that folder.`,
      { cause },
    );
  }
  const info = await settingsInfo(context);
  push('settings/changed', info);
  return info;
};
