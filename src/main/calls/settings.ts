/** Calls about a person's settings. */
import { AppError } from '../../shared/errors';
import { type SettingsInfo, settingNames } from '../../shared/settings';
import type { CallContext, HandlersOf } from './handler';

export const settingsCalls: HandlersOf<'settings'> = {
  /** What the person set, which of it does something in this host, and what is known of a newer version. */
  'settings/get': (_, context) => settingsInfo(context),

  /** Changes some of the settings; `settings/changed` is pushed to every client. */
  'settings/save': async ({ change }, context) => {
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
  },
};

export async function settingsInfo({ settings, host }: Pick<CallContext, 'settings' | 'host'>): Promise<SettingsInfo> {
  return {
    ...(await settings.read()),
    path: settings.path,
    applicable: host.kind === 'desktop' ? [...settingNames] : [],
    update: host.updates?.status() ?? {
      state: 'unavailable',
      reason: 'The desktop program alone looks for a newer version.',
    },
  };
}
