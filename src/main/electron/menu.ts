/** The window's menu: what every desktop program has, and the workspaces. */
import { Menu, type MenuItemConstructorOptions } from 'electron';

export interface MenuParts {
  readonly workspaces: readonly MenuItemConstructorOptions[];
  showSettings(): void;
  readonly hasDevTools: boolean;
}

export function setMenu({ workspaces, showSettings, hasDevTools }: MenuParts): void {
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
        { role: 'zoomOut' },
        { type: 'separator' },
        { role: 'togglefullscreen' },
      ],
    },
    { role: 'windowMenu' },
    ...(isMac ? [] : [{ label: '&Help', submenu: [{ role: 'about' } as const] }]),
  ];
  Menu.setApplicationMenu(Menu.buildFromTemplate(template));
}
