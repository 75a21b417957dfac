/** Whether all that workers, jobs and the command line load goes into the package, and where a plain Node can read it. */
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { createRequire, isBuiltin } from 'node:module';
import { join, matchesGlob, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { asarUnpack } from '../../../electron-builder.config';
import { makeConfiguration } from '../../../scripts/package/make-configuration';
import { isDataAlone, neededPackages } from '../../../scripts/package/needed-packages';

const root = join(import.meta.dirname, '../../..');
const { files } = makeConfiguration({
  root,
  electron: null,
  nodePackage: '/node',
  platform: process.platform,
  arch: process.arch,
});

/** As electron-builder: a pattern with "!" takes out what the ones before have let in, the others let in. */
function isChosen(path: string, patterns: readonly string[]): boolean {
  return patterns.reduce(
    (chosen, pattern) =>
      pattern.startsWith('!') ? chosen && !matchesGlob(path, pattern.slice(1)) : chosen || matchesGlob(path, pattern),
    false,
  );
}

function isPackaged(path: string): boolean {
  return [files ?? []].flat().some((set) => {
    if (typeof set === 'string') return isChosen(path, [set]);
    const inside = relative(set.from ?? '', path);
    return !inside.startsWith('..') && !inside.includes('node_modules') && isChosen(inside, [set.filter ?? []].flat());
  });
}

/** Imports and requires that stand in the text; type imports are gone when it runs. */
function importsOf(file: string): string[] {
  const text = readFileSync(file, 'utf8').replace(/^\s*(import|export) type .*$/gm, '');
  const found = text.matchAll(/(?:\bfrom|\bimport|\brequire\(|\bimport\()\s*['"]([\w@./-]+)['"]/g);
  return [...found].flatMap((match) => match[1] ?? []);
}

/** Null for what is not installed: an option that the package itself can do without. */
function resolveFrom(file: string, name: string): string | null {
  try {
    return createRequire(pathToFileURL(file)).resolve(name);
  } catch {
    return null;
  }
}

const sources = ['shared', 'core', 'engine', 'main'].flatMap((layer) =>
  readdirSync(join(root, 'src', layer), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.startsWith('wasm/kernels'))
    .map((name) => join(root, 'src', layer, name)),
);
const importedPackages = [...new Set(sources.flatMap(importsOf))].filter(
  (name) => !name.startsWith('.') && !isBuiltin(name) && name !== 'electron',
);

/** Every file that the packages load from there on, as far as it stands in their text. */
function loadedFiles(names: readonly string[]): Set<string> {
  const loaded = new Set<string>();
  const queue = names.flatMap((name) => resolveFrom(join(root, 'package.json'), name) ?? []);
  for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
    if (loaded.has(file)) continue;
    loaded.add(file);
    if (!/\.[cm]?js$/.test(file)) continue;
    for (const name of importsOf(file)) {
      const next = isBuiltin(name) ? null : resolveFrom(file, name);
      if (next !== null && existsSync(next) && statSync(next).isFile()) queue.push(next);
    }
  }
  return loaded;
}

describe('the files of the package', () => {
  it('are all that the imported packages load', () => {
    expect(importedPackages).toEqual(expect.arrayContaining(['sharp', 'better-sqlite3', '@tensorflow/tfjs-core']));
    const loaded = [...loadedFiles(importedPackages)].map((file) => relative(root, file));
    expect(loaded.length).toBeGreaterThan(200);
    expect(loaded.filter((file) => !isPackaged(file))).toEqual([]);
    expect(loaded.filter((file) => !isChosen(file, asarUnpack))).toEqual([]);
  });

  it('hold the binaries of this system and no others', () => {
    const needed = neededPackages(root).map(({ name }) => name);
    const ofSharp = readdirSync(join(root, 'node_modules/@img')).map((name) => `@img/${name}`);
    expect(needed).toEqual(expect.arrayContaining(ofSharp));
    expect(isPackaged(`node_modules/better-sqlite3/prebuilds/${process.platform}-${process.arch}.node`)).toBe(true);
    expect(isPackaged('node_modules/better-sqlite3/prebuilds/plan9-x64.node')).toBe(false);
    expect(isPackaged('node_modules/@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm')).toBe(true);
  });

  it("hold the demo's photographs, without the code around them", () => {
    const photographs = neededPackages(root).filter(({ name }) => isDataAlone(name));
    expect(photographs).toHaveLength(9);
    for (const { folder } of photographs) {
      expect(isPackaged(`${folder}/data/image.jpg`)).toBe(true);
      expect(isPackaged(`${folder}/lib/index.js`)).toBe(false);
    }
  });

  it('hold the licence of every package that has one', () => {
    for (const { folder } of neededPackages(root)) {
      const licences = readdirSync(join(root, folder)).filter((name) => /^licen[sc]e/i.test(name));
      for (const name of licences)
        expect([folder, name, isPackaged(`${folder}/${name}`)]).toEqual([folder, name, true]);
    }
  });

  it('lie unpacked where a plain Node reads them, and in app.asar where Electron alone does', () => {
    const paths = [
      'out/main/worker.js',
      'out/main/cli.js',
      'out/main/chunks/a.js',
      'package.json',
      'resources/demo.json',
    ];
    for (const path of paths) expect([path, isPackaged(path), isChosen(path, asarUnpack)]).toEqual([path, true, true]);
    for (const path of ['out/main/electron.js', 'out/preload/bridge.cjs', 'out/renderer/index.html']) {
      expect([path, isPackaged(path), isChosen(path, asarUnpack)]).toEqual([path, true, false]);
    }
  });

  it('are neither sources nor tools', () => {
    for (const path of [
      'src/main/workbench.ts',
      'test/a.ts',
      'node_modules/vitest/package.json',
      'out/icons/icon.ico',
    ]) {
      expect([path, isPackaged(path)]).toEqual([path, false]);
    }
  });
});

it('puts Node 24 where the program looks for it', () => {
  const extra = (platform: NodeJS.Platform) =>
    makeConfiguration({ root, electron: null, nodePackage: '/n', platform, arch: 'x64' }).extraResources;
  expect(extra('linux')).toContainEqual({ from: '/n/bin/node', to: 'node/bin/node' });
  expect(extra('win32')).toContainEqual({ from: '/n/bin/node.exe', to: 'node/node.exe' });
});
