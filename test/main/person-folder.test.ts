/** Where a person's own files lie: beside the profiles of the desktop program. */
import { homedir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { personFolder } from '../../src/main/person-folder';

it("is in the system's folder for settings", () => {
  expect(personFolder({ XDG_CONFIG_HOME: '/config' }, 'linux')).toBe(join('/config', 'CoReD Workbench'));
  expect(personFolder({ XDG_CONFIG_HOME: '' }, 'linux')).toBe(join(homedir(), '.config', 'CoReD Workbench'));
  expect(personFolder({ APPDATA: '/roaming' }, 'win32')).toBe(join('/roaming', 'CoReD Workbench'));
  expect(personFolder({}, 'darwin')).toBe(join(homedir(), 'Library', 'Application Support', 'CoReD Workbench'));
});
