/** Keeps the paths in calls inside the host's configured roots. */
import { lstat, realpath } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, resolve } from 'node:path';
import { AppError } from '../../shared/errors';
import { isWithin } from '../places/is-within';
import { isMissing } from '../runs/json-file';

export interface PathGuard {
  /** Absolute real paths; null where every path is allowed. */
  readonly roots: readonly string[] | null;
  /** Where links in datasets and beside weights may lead: the roots and the workspace; null: everywhere. */
  readonly within: readonly string[] | null;
  /**
   * The absolute path, with symbolic links resolved where there are roots; it need not exist.
   * Throws AppError 'not-permitted' when it leads out of the roots.
   */
  allow(path: string): Promise<string>;
}

export async function pathGuard(roots: readonly string[] | null, workspace?: string): Promise<PathGuard> {
  if (roots === null) return { roots, within: null, allow: (path) => Promise.resolve(resolve(path)) };
  const realRoots = await Promise.all(roots.map((root) => realPathOf(resolve(root))));
  return {
    roots: realRoots,
    within: workspace === undefined ? realRoots : [...realRoots, await realPathOf(resolve(workspace))],
    async allow(path) {
      const real = isAbsolute(path) ? await realPathOf(resolve(path)) : null;
      if (real !== null && realRoots.some((root) => isWithin(real, root))) return real;
      throw new AppError(
        'not-permitted',
        `"${path}" is outside the folders that this server may use: ${realRoots.join(', ')}. ` +
          'Choose one inside, or start the server with --root DIR.',
      );
    },
  };
}

/** Of what exists of the path; the rest is appended as it stands. */
async function realPathOf(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    const parent = dirname(path);
    if (!isMissing(error) || parent === path) throw error;
    // A link to nothing: what is written there would appear wherever it points.
    if (await isLink(path)) throw new AppError('not-permitted', `"${path}" is a link to a place that does not exist.`);
    return join(await realPathOf(parent), basename(path));
  }
}

async function isLink(path: string): Promise<boolean> {
  try {
    return (await lstat(path)).isSymbolicLink();
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}
