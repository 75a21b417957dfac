/** Opens what a person gave to the program: weights in the Evaluate view, a folder as a workspace. */
import { statSync } from 'node:fs';
import { basename } from 'node:path';
import { dialog, type BrowserWindow } from 'electron';
import type { Logger } from 'pino';
import { canHoldWeights, readableEndings } from '../../shared/weights';
import { programName } from '../../shared/window-title';
import { openWorkspaceWindow } from './open-workspace';
import { showView } from './show-view';

export type Opening =
  | { readonly as: 'workspace' }
  /** The interface's view of it. */
  | { readonly as: 'view'; readonly view: string }
  | { readonly as: 'nothing'; readonly reason: string };

export function openingOf(path: string): Opening {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) return { as: 'nothing', reason: `There is no file or folder ${path}.` };
  if (found.isDirectory()) return { as: 'workspace' };
  if (canHoldWeights(basename(path))) return { as: 'view', view: `/evaluate?file=${encodeURIComponent(path)}` };
  return {
    as: 'nothing',
    reason: `${path} is not weights by its name. The workbench opens a ${readableEndings} file.`,
  };
}

export function openPath(path: string, { window, log }: { window: BrowserWindow; log: Logger }): void {
  const opening = openingOf(path);
  switch (opening.as) {
    case 'workspace':
      return openWorkspaceWindow(path, log);
    case 'view':
      return showView(window, opening.view, log);
    case 'nothing':
      log.warn({ path }, opening.reason);
      void dialog.showMessageBox(window, {
        type: 'warning',
        title: programName,
        message: 'This cannot be opened',
        detail: opening.reason,
      });
  }
}
