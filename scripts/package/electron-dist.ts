/** Where the Electron comes from that a package is made of, and which one it is. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { findDesktop } from '../../src/main/electron/find-desktop.ts';
import { Problem } from './problem.ts';

export interface ElectronDist {
  /** The unpacked Electron. */
  readonly folder: string;
  readonly version: string;
  /**
   * A better-sqlite3 for this Electron alone, which an Electron made for tests carries because the program's own does not
   * run on its old Node.
   */
  readonly sqliteForTests: string | null;
}

/** Null when none is here: electron-builder fetches the one that package.json names then. */
export function findElectronDist(
  given: string | undefined,
  environment: NodeJS.ProcessEnv,
  platform: NodeJS.Platform = process.platform,
): ElectronDist | null {
  const folder = given === undefined ? besideExecutable(environment, platform) : resolve(given);
  if (folder === null) return null;
  const executable = join(folder, executableIn(platform));
  if (!existsSync(executable)) {
    throw new Problem(`There is no Electron in "${folder}": ${executable} is missing. Name the folder that holds it.`);
  }
  const sqlite = join(folder, 'better-sqlite3-11');
  return { folder, version: versionOf(folder, executable), sqliteForTests: existsSync(sqlite) ? sqlite : null };
}

/** ELECTRON_EXE, else what the package electron has fetched; as `npm start` looks. */
function besideExecutable(environment: NodeJS.ProcessEnv, platform: NodeJS.Platform): string | null {
  const desktop = findDesktop(environment);
  if (desktop.executable === null) {
    if (environment['ELECTRON_EXE']) throw new Problem(desktop.reason);
    return null;
  }
  return resolve(desktop.executable, platform === 'darwin' ? '../../../..' : '..');
}

function executableIn(platform: NodeJS.Platform): string {
  if (platform === 'win32') return 'electron.exe';
  return platform === 'darwin' ? 'Electron.app/Contents/MacOS/Electron' : 'electron';
}

/** Electron's own archives say it in a file; else it is asked, as a Node, which needs no display. */
function versionOf(folder: string, executable: string): string {
  const file = join(folder, 'version');
  if (existsSync(file)) return readFileSync(file, 'utf8').trim().replace(/^v/, '');
  const env = { ...process.env, ELECTRON_RUN_AS_NODE: '1' };
  try {
    return execFileSync(executable, ['-p', 'process.versions.electron'], { env, cwd: dirname(executable) })
      .toString()
      .trim();
  } catch (error) {
    throw new Problem(`"${executable}" does not say which Electron it is, and there is no file "${file}".`, {
      cause: error,
    });
  }
}
