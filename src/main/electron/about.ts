/** What the About dialog says. */
import { app } from 'electron';
import { programName } from '../../shared/window-title';

export function describeProgram({ version, icon }: { readonly version: string; readonly icon: string }): void {
  app.setAboutPanelOptions({
    applicationName: programName,
    applicationVersion: version,
    // macOS would add the number of a build, which is the same as the version here.
    version: '',
    copyright: 'MIT licence',
    iconPath: icon,
  });
}
