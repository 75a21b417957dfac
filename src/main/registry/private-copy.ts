/** The registry of a workspace that cannot be written: a copy for this process alone, removed when it is closed. */
import { existsSync, rmSync } from 'node:fs';
import { copyFile, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { AppError } from '../../shared/errors';
import { refuseOtherKinds } from '../files/plain-file';
import { openRegistry, type Registry } from './registry';

/**
 * SQLite cannot open a file with a write-ahead log where it may write nothing beside it, and an older registry has to be
 * migrated to be read. `told` hears of a registry that cannot be read: then the runs come from their folders alone.
 * Throws AppError 'newer-version'.
 */
export async function openPrivateCopy(file: string, told: (message: string) => void): Promise<Registry> {
  const folder = await mkdtemp(join(tmpdir(), 'cored-looked-at-'));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  const workspace = dirname(file);
  const copy = join(folder, basename(file));
  try {
    for (const suffix of ['', '-wal']) {
      refuseOtherKinds(`${file}${suffix}`);
      if (existsSync(`${file}${suffix}`)) await copyFile(`${file}${suffix}`, `${copy}${suffix}`);
    }
    const registry = openOrStartAnew({ copy, workspace, folder }, told);
    registry.onClose(remove);
    return registry;
  } catch (error) {
    remove();
    throw error;
  }
}

function openOrStartAnew(
  { copy, workspace, folder }: { copy: string; workspace: string; folder: string },
  told: (message: string) => void,
): Registry {
  try {
    return openRegistry(copy, workspace);
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'damaged') throw error;
    told(`The registry of "${workspace}" cannot be read; its runs are read from their folders. ${error.message}`);
    return openRegistry(join(folder, 'anew.sqlite'), workspace);
  }
}
