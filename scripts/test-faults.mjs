#!/usr/bin/env node
/**
 * `npm run test:faults [-- NAMES]`: builds the program and disturbs it in every way that docs/reliability.md names. NAMES: only the
 * test files whose names contain one of them, such as `kills`, `writes` or `soak`.
 */
import { spawnSync } from 'node:child_process';
import { delimiter, dirname, join } from 'node:path';
import { runsOnNode24 } from './node-24.mjs';

const root = join(import.meta.dirname, '..');
const names = process.argv.slice(2);

if (runsOnNode24(join(root, 'scripts/test-faults.mjs'), names)) {
  process.exitCode =
    tool('electron-vite', ['build', '--logLevel', 'warn']) ||
    tool('vitest', ['run', '--project', 'faults', ...names.map((name) => `test/faults/${name}`)]);
}

function tool(name, args) {
  const bin = join(root, 'node_modules', '.bin');
  const path = [dirname(process.execPath), bin, process.env.PATH ?? ''].join(delimiter);
  const shell = process.platform === 'win32';
  const { status, error } = spawnSync(join(bin, name), args, {
    cwd: root,
    stdio: 'inherit',
    shell,
    env: { ...process.env, PATH: path },
  });
  if (error) throw error;
  return status ?? 1;
}
