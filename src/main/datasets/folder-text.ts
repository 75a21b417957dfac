/** Says in a few words what a folder holds, for messages about what it lacks. */
import { readdir } from 'node:fs/promises';
import { formatCount } from '../../shared/format';
import { absent, isFolder, listFolders } from './list-images';

/** So many names are told; the rest is counted. */
const named = 5;

/** "it holds 0_real and 1_fake", "it is empty", "it holds 12 files and no folder". */
export async function whatIsIn(folder: string): Promise<string> {
  if (!(await isFolder(folder))) return 'there is no such folder';
  const folders = (await listFolders(folder).catch(absent)) ?? [];
  if (folders.length > 0) return `it holds ${joinNames(folders)}`;
  const files = (await readdir(folder).catch(absent)) ?? [];
  if (files.length === 0) return 'it is empty';
  const example = files.toSorted()[0] ?? '';
  return `it holds ${formatCount(files.length, 'file')} (such as "${example}") and no folder`;
}

/** "a", "a and b", "a, b, c, d, e and 4 more". */
export function joinNames(names: readonly string[]): string {
  const rest = names.length - named;
  const told = rest > 1 ? [...names.slice(0, named), `${rest} more`] : [...names];
  const last = told.pop() ?? '';
  return told.length === 0 ? last : `${told.join(', ')} and ${last}`;
}
