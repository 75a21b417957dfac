/** What a person sets for themselves, the same in every workspace, and what is known of a newer version. */
import { z } from 'zod';

export const Settings = z.object({
  /** The machine does not fall asleep by itself while something trains. */
  keepsAwake: z.boolean(),
  /** The system shows a notification when a run ends, fails or stalls. */
  notifies: z.boolean(),
  /** The newest release is asked for, once a day at most. */
  checksForUpdates: z.boolean(),
});
export type Settings = z.infer<typeof Settings>;

/** Some of them. */
export const SettingsChange = z.object({
  keepsAwake: Settings.shape.keepsAwake.exactOptional(),
  notifies: Settings.shape.notifies.exactOptional(),
  checksForUpdates: Settings.shape.checksForUpdates.exactOptional(),
});
export type SettingsChange = z.infer<typeof SettingsChange>;

export type SettingName = keyof Settings;

export const settingNames = ['keepsAwake', 'notifies', 'checksForUpdates'] as const satisfies readonly SettingName[];

export const firstSettings: Settings = { keepsAwake: true, notifies: true, checksForUpdates: true };

export const UpdateStatus = z.discriminatedUnion('state', [
  /** Nobody is asked, and why. */
  z.object({ state: z.literal('unavailable'), reason: z.string() }),
  /** Not asked yet, or the last time nobody answered. */
  z.object({ state: z.literal('unknown'), askedAt: z.string().nullable() }),
  z.object({ state: z.literal('current'), askedAt: z.string() }),
  z.object({ state: z.literal('newer'), askedAt: z.string(), version: z.string() }),
]);
export type UpdateStatus = z.infer<typeof UpdateStatus>;

export const SettingsInfo = z.object({
  settings: Settings,
  /** Those that do something in this host. */
  applicable: z.array(z.enum(settingNames)),
  /** Where they are kept. */
  path: z.string(),
  /** Why the file could not be read; then `settings` are the first ones. */
  problem: z.string().nullable(),
  update: UpdateStatus,
});
export type SettingsInfo = z.infer<typeof SettingsInfo>;
