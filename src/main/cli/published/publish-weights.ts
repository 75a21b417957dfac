/** Puts a run's best weights where the published code puts them, so that the next stage's `-w` finds them. */
import { mkdtemp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isWeightsFile } from '../../../shared/weights';
import type { Workbench } from '../../workbench-api';
import { publishedWeightsNames } from './find-weights';

/**
 * Resolves to the file. An earlier one of that name is replaced, as the published code does; the weights of the run
 * that wrote it stay in the workspace.
 */
export async function publishWeights(
  workbench: Workbench,
  { runId, stage, folder }: { runId: string; stage: number; folder: string },
): Promise<string> {
  const path = join(folder, publishedWeightsNames[0]);
  const aside = await mkdtemp(join(folder, '.weights-'));
  try {
    const exported = await workbench.call('weights/export', {
      runId,
      stage,
      which: 'best',
      format: 'torch',
      to: aside,
    });
    const file = exported.files.find((path) => isWeightsFile(path, 'torch'));
    if (file === undefined) throw new Error(`The weights of run ${runId} were exported into no file.`);
    await rename(file, path);
    return path;
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
}
