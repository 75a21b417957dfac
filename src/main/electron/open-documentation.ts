/** Opens a page of documentation in the system's browser. */
import { shell } from 'electron';
import type { Logger } from 'pino';
import { isDocumentation } from '../../shared/documentation';

/** False for an address that is not on the list: nothing is opened then. */
export function openDocumentation(url: string, log: Logger): boolean {
  if (!isDocumentation(url)) return false;
  shell.openExternal(url).catch((error: unknown) => log.error({ url, error }, 'The page could not be opened'));
  return true;
}
