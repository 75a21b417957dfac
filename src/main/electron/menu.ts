/** The window's menu: what every desktop program has, and the workspaces. */
import { Menu, type MenuItemConstructorOptions } from 'electron';
import type { Logger } from 'pino';
import { helpMenu } from './help-menu';

/** The zoom role's own key is Ctrl and +, which needs Shift on most keyboards, where = is. */
const zoomInUnshifted: MenuItemConstructorOptions = {
  role: 'zoomIn',
  accelerator: 'CommandOrControl+=',
  visible: false,
};

export interface MenuParts {
  readonly workspaces: readonly MenuItemConstructorOptions[];
  showSettings(): void;
  showReport(): void;
  readonly hasDevTools: boolean;
  readonly log: Logger;
}

export function setMenu({ workspaces, showSettings, hasDevTools, ...help }: MenuParts): void {
  const isMac = process.platform === 'darwin';
  const template: MenuItemConstructorOptions[] = [
    ...(isMac ? [{ role: 'appMenu' } as const] : []),
    {
      label: '&File',
      submenu: [
        ...workspaces,
        { type: 'separator' },
        { label: '&Settings…', accelerator: 'CommandOrControl+,', click: () => showSettings() },
        { type: 'separator' },
        isMac ? { role: 'close' } : { role: 'quit' },
      ],
    },
    { role: 'editMenu' },
    {
      label: '&View',
      submenu: [
        { role: 'reload' },
        ...(hasDevTools ? [{ role: 'toggleDevTools' } as const] : []),
        { type: 'separator' },
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        zoomInUnshifted,
        { role: 'zoomOut' },
        { type: 'separator' },
        { role: 'togglefullscreen' },
      ],
    },
    { role: 'windowMenu' },
    helpMenu(help, isMac),
  ];
  Menu.setApplicationMenu(Menu.buildFromTemplate(template));
}
