/** Takes out of a copied Electron what is not ours: electron-builder cleans only one that it fetched itself. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';

/** The program that Electron shows when none is named, one that a runtime for tests brings, and what goes with them. */
const inResources = ['default_app.asar', 'app', 'app-update.yml'];
const besideExecutable = ['version', 'better-sqlite3-11', '.ready'];

export async function removeForeignApps(folder: string, platform: NodeJS.Platform): Promise<void> {
  const resources = platform === 'darwin' ? 'Electron.app/Contents/Resources' : 'resources';
  const paths = [...besideExecutable, ...inResources.map((name) => join(resources, name))];
  for (const path of paths) await rm(join(folder, path), { recursive: true, force: true });
}
