/** What may stand in a file's place and is none: pipes, devices, links, folders, sockets, files of holes. */
import { execFileSync } from 'node:child_process';
import { mkdir, symlink, truncate, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';

type Make = (path: string) => Promise<void>;

const beside = (path: string, name: string) => join(dirname(path), `beside-${name}`);
const fifo = (path: string) => execFileSync('mkfifo', [path]);

export const specialFiles: Readonly<Record<string, Make>> = {
  'a FIFO': async (path) => void fifo(path),
  'a link to a FIFO': async (path) => {
    fifo(beside(path, 'fifo'));
    await symlink(beside(path, 'fifo'), path);
  },
  'a link to /dev/zero': (path) => symlink('/dev/zero', path),
  'a link to /dev/null': (path) => symlink('/dev/null', path),
  'a link to /dev/tty': (path) => symlink('/dev/tty', path),
  'a link to /dev/stdin': (path) => symlink('/dev/stdin', path),
  'a link to /proc/self/mem': (path) => symlink('/proc/self/mem', path),
  'a link to /proc/kmsg': (path) => symlink('/proc/kmsg', path),
  'a link to nothing': (path) => symlink(beside(path, 'nothing'), path),
  'a link to itself': (path) => symlink(path, path),
  'a folder': async (path) => void (await mkdir(path)),
  'a link to its own folder': (path) => symlink(dirname(path), path),
  'a socket': async (path) => {
    const server = createServer().listen(path);
    await new Promise((resolve) => server.once('listening', resolve));
    server.unref();
  },
  'an empty file': (path) => writeFile(path, ''),
  'a sparse file of 1.9 GB': async (path) => {
    await writeFile(path, '');
    await truncate(path, 1_900_000_000);
  },
};
