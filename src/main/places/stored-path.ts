/**
 * Paths as the registry and the files of a run keep them: relative to the workspace, with '/', where they lie inside it,
 * so that a workspace that was copied or moved finds its own files; absolute elsewhere.
 */
import { dirname, relative, resolve, sep } from 'node:path';
import { isWithin } from './is-within';

/** `workspace` and `path` are absolute. */
export function storedPath(workspace: string, path: string): string {
  return isWithin(path, workspace) ? relative(workspace, path).split(sep).join('/') || '.' : path;
}

/** The absolute path. */
export function placedPath(workspace: string, stored: string): string {
  return resolve(workspace, stored);
}

/** Of a folder of a run or an evaluation: `<workspace>/runs/<id>`. */
export function workspaceOf(workedFolder: string): string {
  return dirname(dirname(resolve(workedFolder)));
}
