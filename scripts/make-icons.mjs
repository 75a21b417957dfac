#!/usr/bin/env node
/**
 * Makes the packages' icons from resources/icon.svg: `node scripts/make-icons.mjs [FOLDER]` (out/icons unless given).
 * `npm run package` does it each time, so none of them is kept in the repository and none can grow old.
 */
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runsOnNode24 } from './node-24.mjs';

const script = fileURLToPath(import.meta.url);
const root = resolve(script, '../..');

if (runsOnNode24(script, process.argv.slice(2))) {
  const { makeIcons } = await import('./icons/make-icons.ts');
  const folder = resolve(process.argv[2] ?? join(root, 'out', 'icons'));
  for (const path of await makeIcons(join(root, 'resources', 'icon.svg'), folder)) console.log(path);
}
