/** Every npm package of which something goes along with the program, on any system: what the NOTICE and the SBOM list. */
import { isDataAlone, isLeftOut } from '../package/needed-packages.ts';
import { folderOf, nameOf, readLockfile, type LockEntry, type Lockfile } from './lockfile.ts';

export interface ShippedPackage {
  readonly name: string;
  readonly version: string;
  readonly folder: string;
  /** As the package names it; null where it names none. */
  readonly licence: string | null;
  readonly integrity: string | null;
  /** Of some systems alone. */
  readonly isOfSystem: boolean;
  /** `installed`: as a package, in node_modules. `bundled`: part of it is in the interface's own files. */
  readonly how: 'installed' | 'bundled';
  /** Folders of those that it needs and that are shipped too. */
  readonly needs: readonly string[];
}

/** What src/renderer imports of package.json's devDependencies; a test compares it with the imports. */
export const bundledInInterface = [
  '@fontsource-variable/inter',
  '@tanstack/vue-table',
  '@tanstack/vue-virtual',
  'element-plus',
  'pinia',
  'uplot',
  'vue',
  'vue-router',
] as const;

/** Needed by those for building alone, or for types: never in a page. */
const neverInPages = new Set(['@vue/compiler-sfc', '@vue/server-renderer', '@types/lodash', '@types/lodash-es']);
/** Whose other packages serve its plugin for Vite. */
const standsAlone = new Set(['vue-router']);

export function shippedPackages(root: string): ShippedPackage[] {
  const lockfile = readLockfile(root);
  const own = lockfile.get('');
  if (own === undefined) throw new Error('package-lock.json has no entry for the program itself. Run "npm install".');
  const found = new Map<string, ShippedPackage>();
  // The Linux list is the longest: it has what other systems leave out.
  const isInstalled = (name: string) => !isLeftOut(name, 'linux');
  collect({ lockfile, found, how: 'installed', isTaken: isInstalled }, namesOf(own));
  const isBundled = (name: string) => !neverInPages.has(name);
  collect({ lockfile, found, how: 'bundled', isTaken: isBundled }, bundledInInterface);
  return [...found.values()].sort((a, b) => (a.folder < b.folder ? -1 : 1));
}

interface Collection {
  readonly lockfile: Lockfile;
  readonly found: Map<string, ShippedPackage>;
  readonly how: ShippedPackage['how'];
  isTaken(name: string): boolean;
}

function collect({ lockfile, found, how, isTaken }: Collection, names: readonly string[]): void {
  const queue = foldersOf(lockfile, { names: names.filter(isTaken), from: '' });
  for (let folder = queue.shift(); folder !== undefined; folder = queue.shift()) {
    const entry = lockfile.get(folder);
    if (entry === undefined || found.has(folder)) continue;
    const name = entry.name ?? nameOf(folder);
    const needs =
      isDataAlone(name) || standsAlone.has(name)
        ? []
        : foldersOf(lockfile, { names: namesOf(entry).filter(isTaken), from: folder });
    found.set(folder, { ...factsOf(entry), name, folder, how, needs });
    queue.push(...needs);
  }
}

function factsOf({ version = '', license, integrity, os, cpu }: LockEntry) {
  return { version, licence: license ?? null, integrity: integrity ?? null, isOfSystem: isOfSystem(os, cpu) };
}

/** Packages that name every usual system are of all of them. */
function isOfSystem(os: LockEntry['os'], cpu: LockEntry['cpu']): boolean {
  const named = os === undefined ? [] : [os].flat();
  const isOfAll = named.length === 0 || ['linux', 'darwin', 'win32'].every((system) => named.includes(system));
  return !isOfAll || cpu !== undefined;
}

function namesOf({ dependencies, optionalDependencies }: LockEntry): string[] {
  return Object.keys({ ...dependencies, ...optionalDependencies });
}

function foldersOf(lockfile: Lockfile, { names, from }: { names: readonly string[]; from: string }): string[] {
  return names.flatMap((name) => folderOf(lockfile, name, from) ?? []);
}
