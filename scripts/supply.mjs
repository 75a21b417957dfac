#!/usr/bin/env node
/** What the program is shipped with: `npm run notice` writes NOTICE, `npm run sbom` the bill of materials, `npm run audit` asks. */
import { join, resolve } from 'node:path';
import { runsOnNode24 } from './node-24.mjs';

const root = resolve(import.meta.dirname ?? new URL('.', import.meta.url).pathname, '..');

if (runsOnNode24(join(root, 'scripts/supply.mjs'), process.argv.slice(2))) {
  // Node 24 reads TypeScript as it is.
  const { supply } = await import('./supply/main.ts');
  process.exitCode = supply(root, process.argv[2], console.log);
}
