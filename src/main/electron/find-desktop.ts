/** Where Electron's binary is, and whether there is a display to open a window on. Runs without Electron. */
import { readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

export type FoundDesktop =
  | { readonly executable: string }
  /** A sentence for the person, and whether fetching the binary could help. */
  | { readonly executable: null; readonly reason: string; readonly canFetch: boolean };

type Environment = Readonly<Record<string, string | undefined>>;

/** Null when a window can be shown; else why not. Only Linux and its kin run without a display. */
export function whyNoDisplay(environment: Environment, platform: NodeJS.Platform): string | null {
  if (platform === 'darwin' || platform === 'win32') return null;
  if (environment['DISPLAY'] || environment['WAYLAND_DISPLAY']) return null;
  return 'There is no display (neither DISPLAY nor WAYLAND_DISPLAY is set).';
}

/** `ELECTRON_EXE` wins; else the binary that the electron package has fetched. */
export function findDesktop(environment: Environment): FoundDesktop {
  const chosen = environment['ELECTRON_EXE'];
  if (chosen) {
    if (isFile(chosen)) return { executable: chosen };
    return { executable: null, reason: `ELECTRON_EXE names ${chosen}, which is no file.`, canFetch: false };
  }
  const folder = electronPackageFolder();
  if (folder === null) return { executable: null, reason: 'The package electron is not installed.', canFetch: false };
  const executable = fetchedExecutable(folder);
  if (executable !== null) return { executable };
  return { executable: null, reason: "Electron's binary is not here yet.", canFetch: true };
}

/** The folder of the package `electron`; null when it was left out of the installation. */
export function electronPackageFolder(): string | null {
  try {
    return dirname(createRequire(import.meta.url).resolve('electron/package.json'));
  } catch {
    return null; // the caller says so
  }
}

/** As electron's own index.js: path.txt names the file below dist. */
function fetchedExecutable(packageFolder: string): string | null {
  try {
    const executable = join(packageFolder, 'dist', readFileSync(join(packageFolder, 'path.txt'), 'utf8').trim());
    return isFile(executable) ? executable : null;
  } catch {
    return null; // not fetched, or only in part
  }
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}
