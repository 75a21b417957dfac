/** app://workbench: the built interface, and nothing else, as a standard and secure origin with the server's policy. */
import { protocol } from 'electron';
import { pageHeaders } from '../server/page-headers';
import type { RendererFiles } from '../server/renderer-files';

export const appOrigin = 'app://workbench';

/** Has to be called before Electron is ready. */
export function declareAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ]);
}

export function serveAppScheme(files: RendererFiles): void {
  protocol.handle('app', async (request) => {
    const url = new URL(request.url);
    const file = isOwnUrl(request.url) && request.method === 'GET' ? files.find(url.pathname) : null;
    if (file === null) return new Response('There is no such page.\n', { status: 404, headers: pageHeaders([]) });
    return new Response(new Uint8Array(await file.read()), {
      headers: { ...pageHeaders([]), 'Content-Type': file.contentType },
    });
  });
}

/** Whether a page or frame at this address is the interface. */
export function isOwnUrl(url: string): boolean {
  // Not `origin`: where the scheme is not registered (a test, a worker) that is "null" for every address.
  return URL.canParse(url) && `${new URL(url).protocol}//${new URL(url).host}` === appOrigin;
}
