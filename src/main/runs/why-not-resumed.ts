/** A run that came without its checkpoints cannot go on: it would begin anew over what its events say is trained. */
import { readdir } from 'node:fs/promises';
import type { RunSummary } from '../../shared/run';
import { isMissing } from './json-file';
import { RunFolder } from './run-folder';

/** Why it cannot be resumed, and what to do instead; null where nothing of this kind is in the way. */
export async function whyNotResumed({ id, folder, losses }: RunSummary): Promise<string | null> {
  // Before the first epoch has ended, nothing is lost by beginning anew.
  if (losses === null || (await hasCheckpoint(new RunFolder(folder).checkpointsPath))) return null;
  return (
    `Run "${id}" cannot be resumed: its folder has no checkpoint, as that of a run out of a bundle has none. ` +
    'Resume it where it was made, or start a new run from the weights of its last stage.'
  );
}

async function hasCheckpoint(folder: string): Promise<boolean> {
  try {
    return (await readdir(folder)).some((name) => name.endsWith('.safetensors'));
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}
