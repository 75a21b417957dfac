#!/usr/bin/env node
/** `npm run package [-- --dir]`: the program as a package for this system, or unpacked; docs/desktop.md says more. */
import { fileURLToPath } from 'node:url';
import { runsOnNode24 } from './node-24.mjs';

const args = process.argv.slice(2);
if (runsOnNode24(fileURLToPath(import.meta.url), args)) {
  const { packageProgram } = await import('./package/main.ts');
  process.exitCode = await packageProgram(args);
}
