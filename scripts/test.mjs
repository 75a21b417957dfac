#!/usr/bin/env node
/** `npm test`: type check, lint, boundaries, unused code, build, unit tests, browser tests and a few faults; the last line counts them. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { runsOnNode24 } from './node-24.mjs';

const root = join(import.meta.dirname, '..');
const counts = { passed: 0, failed: 0, skipped: 0 };
const failures = [];

/** Runs one tool of node_modules with this Node; true when it exits with 0. */
function tool(name, args) {
  const bin = join(root, 'node_modules', '.bin');
  // The tools' first lines ask the path for `node`, and it has to be the one that runs this script.
  const path = [dirname(process.execPath), bin, process.env.PATH ?? ''].join(delimiter);
  const result = spawnSync(join(bin, name), args, {
    cwd: root,
    stdio: 'inherit',
    shell: process.platform === 'win32',
    env: { ...process.env, PATH: path },
  });
  if (result.error) throw result.error;
  return result.status === 0;
}

function check(title, name, args) {
  console.log(`\n== ${title}`);
  const ok = tool(name, args);
  counts[ok ? 'passed' : 'failed'] += 1;
  if (!ok) failures.push(title);
  return ok;
}

function suite(title, project, scratch) {
  console.log(`\n== ${title}`);
  const report = join(scratch, `${project}.json`);
  const ok = tool('vitest', [
    'run',
    '--project',
    project,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
  ]);
  let result;
  try {
    result = JSON.parse(readFileSync(report, 'utf8'));
  } catch (error) {
    console.error(`The ${title} left no report: ${error.message}`);
    counts.failed += 1;
    failures.push(title);
    return;
  }
  counts.passed += result.numPassedTests;
  counts.skipped += result.numPendingTests + (result.numTodoTests ?? 0);
  // A file that cannot be loaded fails without a single failed test.
  const failed = Math.max(result.numFailedTests, ok ? 0 : 1);
  counts.failed += failed;
  if (failed > 0) failures.push(title);
}

if (runsOnNode24(join(root, 'scripts/test.mjs'), process.argv.slice(2))) runAll();

function runAll() {
  const scratch = mkdtempSync(join(tmpdir(), 'cored-test-'));
  try {
    check('type check', 'vue-tsc', ['--noEmit']);
    check('lint', 'eslint', ['.', '--max-warnings', '0']);
    check('format', 'prettier', ['--check', '--log-level', 'warn', '.']);
    check('boundaries', 'depcruise', ['src', '--config', '.dependency-cruiser.cjs']);
    check('unused files, exports and dependencies', 'knip', []);
    const built = check('build', 'electron-vite', ['build', '--logLevel', 'warn']);
    suite('unit tests', 'unit', scratch);
    suite('interface tests', 'renderer', scratch);
    if (built) {
      suite('browser tests', 'e2e', scratch);
      process.env.CORED_FAULTS_SHORT = '1';
      suite('fault tests', 'faults', scratch);
    } else failures.push('browser and fault tests (not run: the build failed)');
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }

  if (failures.length > 0) console.log(`\nFailed: ${failures.join('; ')}`);
  console.log(`\n${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
  process.exitCode = failures.length > 0 ? 1 : 0;
}
