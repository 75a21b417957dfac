/** Where the workbench keeps what belongs to a person and to no workspace: the folder that the desktop's profiles lie in. */
import { homedir } from 'node:os';
import { join } from 'node:path';

/** `CoReD Workbench` in the system's folder for settings, as Electron finds it (`appData`), also where there is no Electron. */
export function personFolder(environment: NodeJS.ProcessEnv = process.env, platform = process.platform): string {
  return join(settingsFolder(environment, platform), 'CoReD Workbench');
}

function settingsFolder(environment: NodeJS.ProcessEnv, platform: NodeJS.Platform): string {
  switch (platform) {
    case 'darwin':
      return join(homedir(), 'Library', 'Application Support');
    case 'win32':
      return environment['APPDATA'] ?? join(homedir(), 'AppData', 'Roaming');
    default:
      return environment['XDG_CONFIG_HOME'] || join(homedir(), '.config');
  }
}
