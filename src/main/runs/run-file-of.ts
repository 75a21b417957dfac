/** run.json of a run that is listed; of a damaged one what the registry keeps of it. */
import type { RunFile, RunSummary } from '../../shared/run';
import type { Registry } from '../registry/registry';
import { orDamage } from './damage-of-file';
import { RunFolder } from './run-folder';

/** Throws AppError 'damaged' where neither can be read. */
export async function runFileOf(
  { runs }: Pick<Registry, 'runs'>,
  { id, folder: path }: Pick<RunSummary, 'id' | 'folder'>,
): Promise<RunFile> {
  const folder = new RunFolder(path);
  const { value } = await orDamage(folder.readRun());
  return value ?? runs.salvaged(id)?.file ?? folder.readRun();
}
