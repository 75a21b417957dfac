/**
 * Packages made of an Electron for tests, whose Node is too old for better-sqlite3: gives Electron the one that it carries,
 * and leaves the program's own to the packaged Node 24. Never part of a release.
 */
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FileSet } from 'electron-builder';
import { z } from 'zod';

const ours = 'node_modules/better-sqlite3';
const theirs = 'node_modules/better-sqlite3-for-tests';
/** Below node_modules, because electron-builder unpacks by the path that a file comes from. */
const stage = 'node_modules/.cache/cored-package';

const choose = `'use strict';
module.exports = process.versions.electron ? require('better-sqlite3-for-tests') : require('./lib/index.js');
`;

/** Prepares files below node_modules/.cache; returns `sets` with them in the place of better-sqlite3's entry. */
export function stageSqliteForTests(root: string, folder: string, sets: readonly FileSet[]): FileSet[] {
  const staged = join(root, stage);
  rmSync(staged, { recursive: true, force: true });
  mkdirSync(join(staged, 'entry'), { recursive: true });
  const manifest = z.looseObject({}).parse(JSON.parse(readFileSync(join(root, ours, 'package.json'), 'utf8')));
  writeFileSync(
    join(staged, 'entry/package.json'),
    JSON.stringify({ ...manifest, exports: undefined, main: 'choose.cjs' }),
  );
  writeFileSync(join(staged, 'entry/choose.cjs'), choose);
  cpSync(folder, join(staged, 'sqlite'), {
    recursive: true,
    filter: (path) => !/[/\\](deps|src|obj\.target|\.bin)$/.test(path),
  });
  return [
    ...sets.map((set) => (set.to === ours ? { ...set, filter: [...[set.filter ?? []].flat(), '!package.json'] } : set)),
    { from: `${stage}/entry`, to: ours, filter: ['**/*'] },
    { from: `${stage}/sqlite`, to: theirs, filter: ['**/*'] },
    // electron-builder copies no folder of this name out of another.
    { from: `${stage}/sqlite/node_modules`, to: `${theirs}/node_modules`, filter: ['**/*'] },
  ];
}
