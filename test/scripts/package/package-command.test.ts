/** The command line of `npm run package`, and what it says when something is missing. */
import { expect, it } from 'vitest';
import { plainReason } from '../../../scripts/package/plain-reason';
import { readArguments } from '../../../scripts/package/read-arguments';

it('makes all packages of the system unless some are named', () => {
  expect(readArguments([], 'linux')).toEqual({ dir: false, targets: [], electronDist: undefined, output: undefined });
  expect(readArguments(['deb', '--output', 'o'], 'linux')).toMatchObject({ targets: ['deb'], output: 'o' });
  expect(readArguments(['--dir', '--electron-dist', 'e'], 'darwin')).toMatchObject({ dir: true, electronDist: 'e' });
});

it('refuses what it cannot make, with the usage', () => {
  expect(() => readArguments(['nsis'], 'linux')).toThrow('"nsis" cannot be made on linux, only AppImage and deb.');
  expect(() => readArguments(['--dir', 'deb'], 'linux')).toThrow('--dir makes no deb.');
  expect(() => readArguments(['--foo'], 'linux')).toThrow(/--foo[^]*Usage: npm run package/);
});

/** As got throws it. */
function failedDownload(address: string): Error {
  return Object.assign(new Error('getaddrinfo ENOTFOUND github.com'), { options: { url: new URL(address) } });
}

const binaries = 'https://github.com/electron-userland/electron-builder-binaries/releases/download';

it('says which download failed, and what does without it', () => {
  const electron = 'https://github.com/electron/electron/releases/download/v45.4.1/electron-v45.4.1-linux-x64.zip';
  expect(plainReason(failedDownload(electron))).toMatch(/ENOTFOUND[^]*Electron's archive\. --electron-dist DIR/);
  expect(plainReason(failedDownload(`${binaries}/fpm@2.1.4/fpm.7z`))).toMatch(/CUSTOM_FPM_PATH[^]*--dir makes/);
  expect(plainReason(failedDownload(`${binaries}/appimage@1.0.3/a.tar.gz`))).toContain('APPIMAGE_TOOLS_PATH');
  expect(plainReason(failedDownload(`${binaries}/7zip@1.0.0/7zip.tar.gz`))).toContain(
    'a tool for this kind of package',
  );
});

it('says what a deb needs, and leaves other errors their own words', () => {
  expect(plainReason(new Error('Please specify project homepage, see https://...'))).toContain('add "homepage"');
  expect(plainReason(new Error('Disk full'))).toBeNull();
});
