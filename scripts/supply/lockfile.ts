/** package-lock.json: what npm installs, each with its version, licence and checksum. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const Names = z.record(z.string(), z.string()).default({});

const Entry = z.object({
  /** Where the folder's name is an alias. */
  name: z.string().optional(),
  version: z.string().optional(),
  license: z.string().optional(),
  integrity: z.string().optional(),
  /** Installed on some systems alone. */
  os: z.union([z.string(), z.array(z.string())]).optional(),
  cpu: z.union([z.string(), z.array(z.string())]).optional(),
  hasInstallScript: z.boolean().optional(),
  dependencies: Names,
  optionalDependencies: Names,
  devDependencies: Names,
});
export type LockEntry = z.infer<typeof Entry>;

/** By folder seen from the root: '' is the program itself, 'node_modules/zod' a package. */
export type Lockfile = ReadonlyMap<string, LockEntry>;

export function readLockfile(root: string): Lockfile {
  const text = readFileSync(join(root, 'package-lock.json'), 'utf8');
  return new Map(Object.entries(z.object({ packages: z.record(z.string(), Entry) }).parse(JSON.parse(text)).packages));
}

/** As Node looks: in the node_modules beside the package, then further up. Null where the lockfile has none. */
export function folderOf(lockfile: Lockfile, name: string, from: string): string | null {
  for (let at = from; ; at = at.slice(0, Math.max(0, at.lastIndexOf('/node_modules/')))) {
    const folder = at === '' ? `node_modules/${name}` : `${at}/node_modules/${name}`;
    if (lockfile.has(folder)) return folder;
    if (at === '') return null;
  }
}

/** "@tensorflow/tfjs-core" of "node_modules/@tensorflow/tfjs-core". */
export function nameOf(folder: string): string {
  return folder.slice(folder.lastIndexOf('node_modules/') + 'node_modules/'.length);
}
