/** Copies the npm packages that the bench loads: what the packaged program has of them, without pictures. */
import { copyFileSync, mkdirSync, readdirSync } from 'node:fs';
import { dirname, join, matchesGlob, relative, sep } from 'node:path';
import { isDataAlone, neededPackages } from '../../package/needed-packages.ts';
import { packageFiles } from '../../package/package-files.ts';

const linux = { platform: 'linux', arch: 'x64' } as const;
/** What the window, the server and Electron need, and the demo's pictures. */
const isLeftOut = (name: string) => isDataAlone(name) || name === '@img/sharp-wasm32' || name.includes('musl');

export function copyPackages(root: string, to: string): void {
  for (const needed of neededPackages(root, linux.platform)) {
    if (isLeftOut(needed.name)) continue;
    const { filter = [] } = packageFiles(needed, linux);
    const patterns = Array.isArray(filter) ? filter : [filter];
    const from = join(root, needed.folder);
    for (const path of filesBelow(from)) {
      const name = relative(from, path).split(sep).join('/');
      if (isWanted(name, patterns)) copyTo(path, join(to, needed.folder, name));
    }
  }
}

/** Later patterns win, as in electron-builder. */
export function isWanted(name: string, patterns: readonly string[]): boolean {
  return patterns.reduce((isIn, pattern) => {
    if (pattern.startsWith('!')) return isIn && !matchesGlob(name, pattern.slice(1));
    return isIn || matchesGlob(name, pattern);
  }, false);
}

export function copyTo(from: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true });
  copyFileSync(from, to);
}

/** Not those of packages inside, which are listed by themselves. */
function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === 'node_modules' ? [] : filesBelow(path);
    return entry.isFile() ? [path] : [];
  });
}
