#!/usr/bin/env node
/** `npm run count-files`: which files each method and metric takes; fails where one is named beside its file and its index. */
import { join, resolve } from 'node:path';
import { runsOnNode24 } from './node-24.mjs';

const root = resolve(import.meta.dirname ?? new URL('.', import.meta.url).pathname, '..');

if (runsOnNode24(join(root, 'scripts/count-files.mjs'), process.argv.slice(2))) {
  // Node 24 reads TypeScript as it is.
  const { printCounts } = await import('./extension/main.ts');
  process.exitCode = printCounts(root, console.log);
}
