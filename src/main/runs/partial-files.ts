/** What writes that were killed have left: files that never got their name. */
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isProcessThere } from '../processes/process-start';
import { isMissing } from './json-file';

/** As `writeDurably` and the claim of worker.json name them. */
const partial = /\.(partial|stale)$/;

/**
 * Removes them from a folder and those below it. Only for who alone writes there: in a run folder that is the worker which has
 * claimed it, but for files that a workbench may be writing at this moment, which are left while it is there.
 */
export async function removePartials(folder: string): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    if (isMissing(error)) return [];
    throw error;
  });
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await removePartials(path);
    else if (entry.isFile() && partial.test(entry.name) && !isBeingWritten(entry.name)) await rm(path, { force: true });
  }
}

function isBeingWritten(name: string): boolean {
  const processId = /^(?:control|notes|ends|run)\.json\.(\d+)-/.exec(name)?.[1];
  return processId !== undefined && isProcessThere(Number(processId));
}
