/** The menu Help: documentation, a report of a problem, and what this program is. */
import type { MenuItemConstructorOptions } from 'electron';
import type { Logger } from 'pino';
import { documentation } from '../../shared/documentation';
import { openDocumentation } from './open-documentation';

export function helpMenu(
  { log, showReport }: { readonly log: Logger; showReport(): void },
  isMac: boolean,
): MenuItemConstructorOptions {
  const links = documentation.map(({ label, url }) => ({ label, click: () => void openDocumentation(url, log) }));
  const report: MenuItemConstructorOptions = { label: '&Report a Problem…', click: () => showReport() };
  // On macOS About stands in the program's own menu.
  const about = isMac ? [] : [{ type: 'separator' } as const, { role: 'about' } as const];
  return { role: 'help', label: '&Help', submenu: [...links, { type: 'separator' }, report, ...about] };
}
