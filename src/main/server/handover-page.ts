/** Hands an address with its token to the person's browser by a file of theirs: arguments of programs are seen by every user of the machine. */
import { randomBytes } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

export interface HandoverPage {
  /** Of a page that only its owner can read, and that leads to the address. */
  readonly url: string;
  remove(): Promise<void>;
}

/** `folder`: of the person; browsers that are packaged (snap, flatpak) read no files of the system's temporary folder. */
export async function writeHandoverPage(address: string, folder: string): Promise<HandoverPage> {
  const path = join(folder, `open-${randomBytes(8).toString('hex')}.html`);
  await writeFile(path, pageTo(address), { mode: 0o600, flag: 'wx' });
  return { url: pathToFileURL(path).href, remove: () => rm(path, { force: true }) };
}

/** Addresses of ours hold nothing that HTML would read as something else. */
function pageTo(address: string): string {
  return [
    '<!doctype html>',
    '<html lang="en"><head><meta charset="utf-8"><meta name="referrer" content="no-referrer">',
    `<title>Opening the workbench</title><meta http-equiv="refresh" content="0; url=${address}"></head>`,
    '<body><p>One moment.</p></body></html>',
    '',
  ].join('\n');
}
