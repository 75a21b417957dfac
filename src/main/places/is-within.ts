/** Whether a path is a folder or lies in it. Both are absolute; links are not followed. */
import { isAbsolute, relative, sep } from 'node:path';

export function isWithin(path: string, root: string): boolean {
  const way = relative(root, path);
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way));
}
