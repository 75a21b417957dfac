/** The File menu's part about workspaces. */
import { shell, type MenuItemConstructorOptions } from 'electron';

export interface WorkspaceItems {
  /** The workspace of this window. */
  readonly workspace: string;
  readonly recent: readonly string[];
  choose(): void;
  open(workspace: string): void;
  clearRecent(): void;
}

export function workspaceItems(items: WorkspaceItems): MenuItemConstructorOptions[] {
  const others = items.recent.filter((workspace) => workspace !== items.workspace);
  return [
    { label: '&Open workspace…', accelerator: 'CommandOrControl+O', click: () => items.choose() },
    {
      label: 'Open &recent',
      enabled: others.length > 0,
      submenu: [
        // A single & would underline the letter behind it.
        ...others.map((path) => ({ label: path.replaceAll('&', '&&'), click: () => items.open(path) })),
        { type: 'separator' },
        { label: 'Clear the list', click: () => items.clearRecent() },
      ],
    },
    { label: "Show this workspace's folder", click: () => void shell.openPath(items.workspace) },
  ];
}
