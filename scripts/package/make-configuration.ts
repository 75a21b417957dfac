/** electron-builder's configuration for this machine: the repository's own, with the packages, Node 24 and Electron. */
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import type { Configuration, FileSet } from 'electron-builder';
import base from '../../electron-builder.config.ts';
import type { ElectronDist } from './electron-dist.ts';
import { neededPackages } from './needed-packages.ts';
import { packageFiles, type Target } from './package-files.ts';
import { removeForeignApps } from './remove-foreign-apps.ts';
import { sbomFile } from '../supply/main.ts';
import { stageSqliteForTests } from './sqlite-for-tests.ts';

export interface Parts extends Target {
  readonly root: string;
  /** Null: electron-builder fetches the one that package.json names. */
  readonly electron: ElectronDist | null;
  /** The npm package that brings Node 24. */
  readonly nodePackage: string;
  /** `dist` unless given. */
  readonly output?: string | undefined;
}

/** Of the program, and of what it is shipped with. */
const papers = [
  { from: 'LICENSE', to: 'LICENSE' },
  { from: 'NOTICE', to: 'NOTICE' },
  { from: sbomFile, to: 'sbom.cdx.json' },
];

export function makeConfiguration(parts: Parts): Configuration {
  const { root, electron, nodePackage, platform, output } = parts;
  return {
    ...base,
    directories: { ...base.directories, ...(output !== undefined && { output }) },
    ...(electron !== null && { electronDist: electron.folder, electronVersion: electron.version }),
    files: [...[base.files ?? []].flat(), ...packageSets(parts)],
    extraResources: [...papers, ...nodeResources(nodePackage, platform)],
    afterExtract: ({ appOutDir }) => removeForeignApps(appOutDir, platform),
    afterPack: ({ appOutDir, packager }) => copyInterface(root, packager.getResourcesDir(appOutDir)),
  };
}

function packageSets(parts: Parts): FileSet[] {
  const { root, electron, platform } = parts;
  const sets = neededPackages(root, platform).map((needed) => packageFiles(needed, parts));
  const sqlite = electron?.sqliteForTests ?? null;
  return sqlite === null ? sets : stageSqliteForTests(root, sqlite, sets);
}

/** Where src/main/processes/node-runtime.ts looks for it. */
function nodeResources(nodePackage: string, platform: NodeJS.Platform): FileSet[] {
  const name = platform === 'win32' ? 'node.exe' : 'node';
  return [
    { from: join(nodePackage, 'bin', name), to: platform === 'win32' ? 'node/node.exe' : 'node/bin/node' },
    { from: join(nodePackage, 'LICENSE'), to: 'node/LICENSE' },
  ];
}

/** Once more outside app.asar, for the packaged command line's `serve`; the window takes the one inside. */
function copyInterface(root: string, resources: string): Promise<void> {
  return cp(join(root, 'out/renderer'), join(resources, 'app.asar.unpacked/out/renderer'), { recursive: true });
}
