/** `settings/get`: what the person set, which of it does something in this host, and what is known of a newer version. */
import { settingNames, type SettingsInfo } from '../../shared/settings';
import type { CallContext, Handler } from './handler';

export const settingsGet: Handler<'settings/get'> = (_, context) => settingsInfo(context);

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
