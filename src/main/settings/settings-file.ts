/** settings.json: what a person set, kept from one start to the next and shared by all their workspaces. */
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { toAppError } from '../../shared/errors';
import { firstSettings, SettingsChange, type Settings } from '../../shared/settings';
import { personFolder } from '../person-folder';
import { writeJsonDurably } from '../runs/durable-file';
import { readOptionalFile } from '../runs/json-file';

export interface ReadSettings {
  readonly settings: Settings;
  /** Why the file could not be read; then the settings are the first ones. */
  readonly problem: string | null;
}

export class SettingsFile {
  private saving: Promise<void> = Promise.resolve();

  constructor(readonly path = join(personFolder(), 'settings.json')) {}

  /** From the disk each time: another window of the same person may have saved. */
  async read(): Promise<ReadSettings> {
    try {
      const kept = await readOptionalFile(SettingsChange, this.path);
      // What an older version did not write is as at the first start.
      return { settings: { ...firstSettings, ...kept }, problem: null };
    } catch (error) {
      return { settings: firstSettings, problem: `${toAppError(error).message} Saving a setting writes it anew.` };
    }
  }

  /** One after the other, so that two changes at the same time both stay. Throws when nothing can be written there. */
  save(change: SettingsChange): Promise<void> {
    const saving = this.saving.then(async () => {
      const { settings } = await this.read();
      await mkdir(dirname(this.path), { recursive: true });
      await writeJsonDurably(this.path, { ...settings, ...change });
    });
    // Whoever asked for this change hears of its failure; the next change is tried all the same.
    this.saving = saving.catch(() => undefined);
    return saving;
  }
}
