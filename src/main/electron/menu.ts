/** The window's menu: what every desktop program has, and the workspace's folder. */
import { Menu, shell, type MenuItemConstructorOptions } from 'electron';
import type { Logger } from 'pino';
import { helpMenu } from './help-menu';

/** The zoom role's own key is Ctrl and +, which needs Shift on most keyboards, where = is. */
const zoomInUnshifted: MenuItemConstructorOptions = {
  role: 'zoomIn',
  accelerator: 'CommandOrControl+=',
  visible: false,
};

export function setMenu(workspace: string, log: Logger): void {
  const isMac = process.platform === 'darwin';
  const template: MenuItemConstructorOptions[] = [
    ...(isMac ? [{ role: 'appMenu' } as const] : []),
    {
      label: '&File',
      submenu: [
        { label: 'Open workspace folder', click: () => void shell.openPath(workspace) },
        { type: 'separator' },
        isMac ? { role: 'close' } : { role: 'quit' },
      ],
    },
    { role: 'editMenu' },
    {
      label: '&View',
      submenu: [
        { role: 'reload' },
        { role: 'toggleDevTools' },
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
    helpMenu(log, isMac),
  ];
  Menu.setApplicationMenu(Menu.buildFromTemplate(template));
}
