/** electron-builder's configuration: what the person who installs a package relies on. */
import { expect, it } from 'vitest';
import configuration from '../../../electron-builder.config';
import { appId } from '../../../src/main/electron/app-id';

it('sets every fuse that decides what code the program runs', () => {
  expect(configuration.electronFuses).toEqual({
    runAsNode: true,
    enableNodeOptionsEnvironmentVariable: false,
    enableNodeCliInspectArguments: false,
    enableEmbeddedAsarIntegrityValidation: true,
    onlyLoadAppFromAsar: true,
    enableCookieEncryption: true,
    grantFileProtocolExtraPrivileges: false,
  });
});

it("has the systems' usual packages", () => {
  const { linux, mac, win } = configuration;
  expect([linux?.target, mac?.target, win?.target]).toEqual([['AppImage', 'deb'], ['dmg'], ['nsis']]);
  expect(configuration.appId).toBe(appId);
});

it('opens weights without taking them over from other programs', () => {
  const associations = [configuration.fileAssociations ?? []].flat();
  expect(associations.map(({ ext, rank, role }) => [ext, rank, role])).toEqual([
    ['safetensors', 'Alternate', 'Viewer'],
    ['pth', 'Alternate', 'Viewer'],
  ]);
  for (const { mimeType, name } of associations) expect([mimeType, name].every(Boolean)).toBe(true);
});

it("never starts the program without Chromium's sandbox", () => {
  // electron-builder's older AppImages do, unless arguments are given.
  expect(configuration.toolsets?.appimage).not.toBe('0.0.0');
  expect(configuration.linux?.executableArgs).toEqual([]);
  expect(JSON.stringify(configuration)).not.toContain('no-sandbox');
});

it('neither uploads packages nor fetches updates', () => {
  expect(configuration.publish).toBeNull();
});
