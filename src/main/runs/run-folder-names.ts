/** The run folders of a workspace. */
import { readdir } from 'node:fs/promises';

/** Names that begin with a dot are folders in the making. */
export async function runFolderNames(runsFolder: string): Promise<string[]> {
  const entries = await readdir(runsFolder, { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith('.')).map((entry) => entry.name);
}
