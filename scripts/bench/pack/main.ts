/** `npm run bench -- --pack DIR`: a folder that measures and checks on a Linux machine that has a GPU and nothing else. */
import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, cpSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { copyPackages, copyTo } from './copy-packages.ts';

export interface PackOptions {
  /** The project's folder. */
  readonly root: string;
  /** Node for Linux on x64. */
  readonly node: string;
  /** Builds the bench and the program into a folder, with entries by name beside them. */
  readonly build: (folder: string, entries: Readonly<Record<string, string>>) => Promise<void>;
}

/** Resolves to the exit status: 0, or 2 for a folder that is not empty. */
export async function packBench(folder: string, { root, node, build }: PackOptions): Promise<number> {
  const to = resolve(folder);
  if (existsSync(to) && readdirSync(to).length > 0) {
    process.stderr.write(`The folder ${to} is not empty. Name one that is empty or not there yet.\n`);
    return 2;
  }
  mkdirSync(to, { recursive: true });
  const own = (name: string) => join(root, 'scripts/bench/pack', name);
  const entries = {
    'pack-run': own('run.ts'),
    'pack-bench': own('run-bench.ts'),
    'pack-golden': own('golden-checks.ts'),
  };
  await build(join(to, 'built'), entries);
  copyPackages(root, to);
  for (const path of ['package.json', 'LICENSE', 'scripts/bench/torch_peer.py', 'test/torch/networks.py']) {
    copyTo(join(root, path), join(to, path));
  }
  for (const name of readdirSync(join(root, 'test/torch')).filter((file) => file.endsWith('.py'))) {
    copyTo(join(root, 'test/torch', name), join(to, 'test/torch', name));
  }
  if (existsSync(join(root, 'resources'))) cpSync(join(root, 'resources'), join(to, 'resources'), { recursive: true });
  copyFileSync(own('README.md'), join(to, 'README.md'));
  writeFileSync(join(to, 'commit'), `${commitOf(root)}\n`);
  writeFileSync(join(to, 'run.sh'), '#!/bin/sh\ncd "$(dirname "$0")" && exec ./node built/pack-run.js "$@"\n');
  chmodSync(join(to, 'run.sh'), 0o755);
  copyStripped(node, join(to, 'node'));
  copyStripped(
    join(root, 'node_modules/webgpu/dist/linux-x64/dawn.node'),
    join(to, 'node_modules/webgpu/dist/linux-x64/dawn.node'),
  );
  addVulkanLoader(to);
  const archive = `${to}.tar.gz`;
  execFileSync('tar', ['-czf', archive, '-C', dirname(to), basename(to)]);
  process.stdout.write(`${to}\n${archive}\n`);
  return 0;
}

function commitOf(root: string): string {
  try {
    return execFileSync('git', ['-C', root, 'describe', '--always', '--dirty'], { encoding: 'utf8' }).trim();
  } catch {
    return 'unknown';
  }
}

/** Half the size without symbols; whole where there is no program "strip". */
function copyStripped(from: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true });
  copyFileSync(from, to);
  try {
    execFileSync('strip', [to]);
  } catch {
    process.stderr.write(`There is no program "strip" that could make ${basename(to)} smaller.\n`);
  }
  chmodSync(to, 0o755);
}

const loaderFolders = [
  '/usr/lib/x86_64-linux-gnu',
  '/usr/lib64',
  '/usr/lib',
  '/usr/lib/chromium',
  '/opt/google/chrome',
];

/** Drivers come without it often; where the machine has its own, that one is taken. */
function addVulkanLoader(to: string): void {
  const folder = loaderFolders.find((place) => existsSync(join(place, 'libvulkan.so.1')));
  if (folder) copyTo(join(folder, 'libvulkan.so.1'), join(to, 'lib/libvulkan.so.1'));
  else process.stderr.write('No libvulkan.so.1 here: the other machine needs its own (Debian: libvulkan1).\n');
}
