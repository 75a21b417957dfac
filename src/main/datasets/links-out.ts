/** Finds links that lead out of the folders that a host may use, before anything of a dataset is listed or read. */
import { lstat, readdir, readlink, realpath, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { AppError } from '../../shared/errors';
import { isWithin } from '../places/is-within';
import { isSystemName } from './image-names';
import { absent } from './list-images';

/**
 * Throws AppError 'not-permitted' that names the first link below `folder` which leads to none of the folders of `within`
 * (absolute real paths; null: everywhere is allowed) and not into `folder` itself. Links to folders are followed as they
 * are when images are listed.
 */
export async function refuseLinksOut(folder: string, within: readonly string[] | null | undefined): Promise<void> {
  if (!within) return;
  const root = await realpath(folder).catch(absent);
  // The caller says of a missing folder that it is missing.
  if (root === undefined) return;
  const allowed = [...within, root];
  const visited = new Set<string>();
  const visit = async (path: string): Promise<void> => {
    if (visited.has(path)) return;
    visited.add(path);
    for (const entry of (await readdir(path, { withFileTypes: true }).catch(unreadable)) ?? []) {
      if (entry.name.startsWith('.') || isSystemName(entry.name)) continue;
      const inside = join(path, entry.name);
      if (entry.isDirectory()) await visit(inside);
      if (!entry.isSymbolicLink()) continue;
      const target = await targetOf(inside);
      if (target === null) continue;
      if (!allowed.some((place) => isWithin(target, place))) throw leadsOut(inside);
      if ((await stat(target).catch(unreadable))?.isDirectory() === true) await visit(target);
    }
  };
  await visit(root);
}

/** Where a link ends, though there may be nothing: to be told which would say what is there. Null for a loop of links. */
async function targetOf(link: string, mostSteps = 40): Promise<string | null> {
  const real = await realpath(link).catch(unreadable);
  if (real !== undefined) return real;
  if (mostSteps === 0) return null;
  const next = resolve(dirname(link), await readlink(link));
  const isLink = (await lstat(next).catch(unreadable))?.isSymbolicLink() === true;
  return isLink ? targetOf(next, mostSteps - 1) : next;
}

function leadsOut(link: string): AppError {
  return new AppError(
    'not-permitted',
    `"${link}" is a link that leads out of the folders that this server may use, so that nothing of its dataset is read. ` +
      'Remove the link, or start the server with --root for the folder that it leads to.',
  );
}

/** What cannot be opened or followed now is not read later either; the scan says so. */
function unreadable(error: unknown): undefined {
  if (error instanceof Error && 'code' in error && (error.code === 'EACCES' || error.code === 'EPERM'))
    return undefined;
  return absent(error);
}
