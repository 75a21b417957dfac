/** Keeps the menu as the workspaces are: made anew when another window has opened one or cleared the list. */
import { join } from 'node:path';
import type { BrowserWindow } from 'electron';
import type { Logger } from 'pino';
import { personFolder } from '../person-folder';
import { setMenu } from './menu';
import { chooseWorkspace, openWorkspaceWindow } from './open-workspace';
import { RecentWorkspaces } from './recent-workspaces';
import { showView } from './show-view';
import { workspaceItems } from './workspace-items';

interface MenuSurroundings {
  readonly window: BrowserWindow;
  /** Of this window. */
  readonly workspace: string;
  readonly hasDevTools: boolean;
  readonly log: Logger;
}

/** The menu is there when this returns; the recent workspaces are in it when the promise resolves. */
export async function keepMenu({ window, workspace, hasDevTools, log }: MenuSurroundings): Promise<void> {
  const recent = new RecentWorkspaces(join(personFolder(), 'recent-workspaces.json'), log);
  let shown: string | null = null;
  const show = (workspaces: readonly string[]) => {
    if (window.isDestroyed() || shown === workspaces.join('\n')) return;
    shown = workspaces.join('\n');
    const items = workspaceItems({
      workspace,
      recent: workspaces,
      choose: () => void chooseWorkspace(window, workspace, log),
      open: (path) => openWorkspaceWindow(path, log),
      clearRecent: () => void recent.clear(workspace).then(refresh),
    });
    setMenu({
      workspaces: items,
      showSettings: () => showView(window, '/engine?card=settings', log),
      showReport: () => showView(window, '/engine?card=report', log),
      hasDevTools,
      log,
    });
  };
  const refresh = async () => show(await recent.list());
  // Until then Electron would show its own menu.
  show([]);
  window.on('focus', () => void refresh());
  await recent.remember(workspace);
  await refresh();
}
