/** Makes the registry's runs anew from the run folders alone. */
import { join } from 'node:path';
import { toAppError } from '../../shared/errors';
import type { Importing } from '../../shared/run';
import type { Registry } from '../registry/registry';
import { importRun } from './import-run';
import { runFolderNames } from './run-folder-names';

/**
 * Run by run, so that others can use the registry meanwhile. A damaged folder becomes a line in `problems` and is left
 * out; runs whose folders are gone are forgotten. Datasets stay as they are: no run folder describes them.
 */
export async function rebuildRegistry(
  registry: Registry,
  runsFolder: string,
  onProgress: (progress: Importing | null) => void = () => undefined,
): Promise<{ runs: number; problems: string[] }> {
  const names = await runFolderNames(runsFolder);
  const problems: string[] = [];
  for (const id of registry.runs.revisions().keys()) if (!names.includes(id)) registry.runs.remove(id);
  for (const [done, name] of names.entries()) {
    onProgress({ done, total: names.length });
    try {
      await importRun(registry, join(runsFolder, name), { replaces: true });
    } catch (error) {
      registry.runs.remove(name);
      problems.push(toAppError(error).message);
    }
  }
  onProgress(null);
  registry.compact();
  return { runs: names.length - problems.length, problems };
}
