/** `npm run package`: builds the program, draws its icons and has electron-builder make the packages of this system. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Arch, build, Platform } from 'electron-builder';
import { makeIcons } from '../icons/make-icons.ts';
import { packagedNode } from '../node-24.mjs';
import { findElectronDist, type ElectronDist } from './electron-dist.ts';
import { makeConfiguration } from './make-configuration.ts';
import { plainReason } from './plain-reason.ts';
import { writeSbom } from '../supply/main.ts';
import { Problem } from './problem.ts';
import { readArguments, type Wish } from './read-arguments.ts';

const root = resolve(import.meta.dirname, '../..');

/** Returns the exit status. */
export async function packageProgram(args: readonly string[]): Promise<number> {
  try {
    const wish = readArguments(args);
    const electron = findElectronDist(wish.electronDist, process.env);
    refuseReleaseOfTests(wish, electron);
    say(describeElectron(electron));
    buildProgram();
    writeSbom(root);
    await makeIcons(join(root, 'resources/icon.svg'), join(root, 'out/icons'));
    for (const path of await makePackages(wish, electron)) say(path);
    return 0;
  } catch (error) {
    process.stderr.write(`${explain(error)}\n`);
    return 1;
  }
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Its better-sqlite3 is another one than the program was tested with. */
function refuseReleaseOfTests({ dir }: Wish, electron: ElectronDist | null): void {
  if (dir || electron === null || electron.sqliteForTests === null) return;
  throw new Problem(`The Electron in "${electron.folder}" is one for tests. Only --dir takes it.`);
}

function describeElectron(electron: ElectronDist | null): string {
  if (electron === null) return 'Electron is not here yet: electron-builder fetches it from GitHub.';
  const { folder, version, sqliteForTests } = electron;
  const tests = `FOR TESTS ALONE: its Node is too old for better-sqlite3, so Electron gets the one in "${sqliteForTests}".`;
  return `Electron ${version} of "${folder}"${sqliteForTests === null ? '.' : `\n${tests}`}`;
}

function buildProgram(): void {
  const electronVite = join(root, 'node_modules/electron-vite/bin/electron-vite.js');
  const { status } = spawnSync(process.execPath, [electronVite, 'build', '--logLevel', 'warn'], {
    cwd: root,
    stdio: 'inherit',
  });
  if (status !== 0) throw new Problem('The build failed; the lines above say why.');
}

async function makePackages(wish: Wish, electron: ElectronDist | null): Promise<string[]> {
  const { platform, arch } = process;
  const nodePackage = resolve(packagedNode(), '../..');
  const config = makeConfiguration({ root, electron, nodePackage, platform, arch, output: wish.output });
  const targets = Platform.current().createTarget(wish.dir ? 'dir' : [...wish.targets], archOf(arch));
  const made = await build({ projectDir: root, config, targets, publish: 'never' });
  return wish.dir ? unpackedFolders(resolve(root, wish.output ?? 'dist')) : made;
}

function archOf(arch: string): Arch {
  if (arch === 'x64') return Arch.x64;
  if (arch === 'arm64') return Arch.arm64;
  throw new Problem(`Packages are made for x64 and arm64; this is ${arch}.`);
}

/** As electron-builder names it. */
function unpackedFolders(output: string): string[] {
  const arch = process.arch === 'x64' ? '' : `-${process.arch}`;
  const names = { linux: `linux${arch}-unpacked`, win32: `win${arch}-unpacked`, darwin: `mac${arch}` };
  return Object.values(names)
    .map((name) => join(output, name))
    .filter((path) => existsSync(path));
}

function explain(error: unknown): string {
  if (error instanceof Problem) return error.message;
  const reason = plainReason(error);
  if (reason !== null) return reason;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
