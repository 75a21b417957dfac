/**
 * Where a workspace's registry lies. SQLite's write-ahead log needs memory that all its users share, which two hosts on a
 * disk of the network do not have: there each host keeps a registry of its own, made from the run folders.
 */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, readFile, realpath, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { personFolder } from '../person-folder';
import { isWithin } from '../places/is-within';

export interface RegistryPlace {
  readonly file: string;
  /** Of a disk of the network; null where the registry lies in the workspace. */
  readonly network: string | null;
}

const networkKinds = new Set([
  ...['nfs', 'nfs4', 'cifs', 'smb2', 'smb3', 'smbfs', 'afs', 'ceph', 'lustre', 'gpfs', 'beegfs', 'beegfs_nodev'],
  ...['glusterfs', 'orangefs', 'pvfs2', 'panfs', 'fuse.sshfs', 'fuse.glusterfs', 'fuse.ceph', 'fuse.juicefs'],
]);

/** `usual`: the file in the workspace. A registry that was there is the beginning of the host's own. */
export async function registryPlace(workspace: string, usual: string): Promise<RegistryPlace> {
  const network = process.platform === 'linux' ? await networkKind(workspace) : null;
  if (network === null) return { file: usual, network };
  const file = ownRegistry(await realpath(workspace));
  await mkdir(dirname(file), { recursive: true });
  if (!existsSync(file) && existsSync(usual)) {
    for (const suffix of ['-wal', '']) {
      // Whatever else lies there is told of when it is opened.
      const about = await stat(`${usual}${suffix}`).catch(() => null);
      if (about?.isFile() === true) await copyFile(`${usual}${suffix}`, `${file}${suffix}`);
    }
  }
  return { file, network };
}

/** The home folder may be on the network too, so that the host is part of the name. */
function ownRegistry(workspace: string): string {
  const key = createHash('sha256').update(`${hostname()} ${workspace}`).digest('hex').slice(0, 16);
  const { CORED_REGISTRIES: chosen } = process.env;
  return join(chosen ?? join(personFolder(), 'registries'), key, 'registry.sqlite');
}

async function networkKind(path: string): Promise<string | null> {
  const kind = kindOfDisk(await readFile('/proc/self/mountinfo', 'utf8').catch(() => ''), await realpath(path));
  return kind !== null && networkKinds.has(kind) ? kind : null;
}

/** Of the innermost mount that holds the path, by the text of /proc/self/mountinfo; null where none does. */
export function kindOfDisk(mounts: string, path: string): string | null {
  let found: { point: string; kind: string } | null = null;
  for (const line of mounts.split('\n')) {
    // "36 35 98:0 /root /mount/point rw,noatime master:1 - nfs4 server:/export rw"
    const point = line
      .split(' ')[4]
      ?.replace(/\\(\d{3})/g, (_, code: string) => String.fromCharCode(parseInt(code, 8)));
    const kind = line.split(' - ')[1]?.split(' ')[0];
    if (point === undefined || kind === undefined || !isWithin(path, point)) continue;
    // Of two on the same point the later one covers the earlier.
    if (found === null || point.length >= found.point.length) found = { point, kind };
  }
  return found?.kind ?? null;
}
