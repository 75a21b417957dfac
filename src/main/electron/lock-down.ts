/** What no page in the desktop window may do: go elsewhere, open windows, embed views, ask for devices or files. */
import type { App, Session, WebContents } from 'electron';
import type { Logger } from 'pino';
import { isOwnUrl } from './app-protocol';
import { openDocumentation } from './open-documentation';

/**
 * Copying a table is the one thing that a page asks permission for and gets: it writes text, after a click, and reads
 * nothing.
 */
const grantedPermission = 'clipboard-sanitized-write';

/**
 * Blink's name for showOpenFilePicker, showSaveFilePicker and showDirectoryPicker: no permission is asked for before their
 * dialogs. The interface asks for paths over its calls.
 */
export const deniedPageFeatures = 'FileSystemAccessLocal';

export function lockDown(app: App, session: Session, log: Logger): void {
  app.on('web-contents-created', (_, contents) => denyNavigation(contents, log));
  session.setPermissionRequestHandler((contents, permission, answer) =>
    answer(permission === grantedPermission && isOwnUrl(contents.getURL())),
  );
  session.setPermissionCheckHandler(
    (contents, permission) => permission === grantedPermission && contents !== null && isOwnUrl(contents.getURL()),
  );
  session.setDevicePermissionHandler(() => false);
}

function denyNavigation(contents: WebContents, log: Logger): void {
  const deny = (event: { preventDefault(): void }, url: string) => {
    if (isOwnUrl(url)) return;
    log.warn({ url }, 'The window did not go to another address');
    event.preventDefault();
  };
  contents.on('will-navigate', (event) => deny(event, event.url));
  contents.on('will-frame-navigate', (event) => deny(event, event.url));
  contents.on('will-redirect', (event) => deny(event, event.url));
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(({ url }) => {
    if (!openDocumentation(url, log)) log.warn({ url }, 'A new window was not opened');
    return { action: 'deny' };
  });
}
