#!/usr/bin/env node
/** `npm test`: type check, lint, boundaries, unused code, build, unit tests, browser tests, those on a real Slurm and a few faults; the last line counts them. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { runsOnNode24 } from './node-24.mjs';

const root = join(import.meta.dirname, '..');
const counts = { passed: 0, failed: 0, skipped: 0 };
const failures = [];

/** How one tool of node_modules is started with this Node. */
function started(name) {
  const bin = join(root, 'node_modules', '.bin');
  // The tools' first lines ask the path for `node`, and it has to be the one that runs this script.
  const path = [dirname(process.execPath), bin, process.env.PATH ?? ''].join(delimiter);
  const options = { cwd: root, shell: process.platform === 'win32', env: { ...process.env, PATH: path } };
  return { program: join(bin, name), options };
}

/** True when it exits with 0. */
function tool(name, args) {
  const { program, options } = started(name);
  const result = spawnSync(program, args, { ...options, stdio: 'inherit' });
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

function suiteArguments(project, report) {
  return ['run', '--project', project, '--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
}

function suite(title, project, scratch) {
  console.log(`\n== ${title}`);
  const report = join(scratch, `${project}.json`);
  const ok = tool('vitest', suiteArguments(project, report));
  count(title, report, ok);
}

/** Beside what comes next, for one that waits most of the time. Resolves when it has ended; what it printed is shown then. */
function suiteBeside(title, project, scratch) {
  const report = join(scratch, `${project}.json`);
  const output = join(scratch, `${project}.txt`);
  const file = openSync(output, 'w');
  const { program, options } = started('vitest');
  const child = spawn(program, suiteArguments(project, report), { ...options, stdio: ['ignore', file, file] });
  const ended = once(child, 'exit');
  return async () => {
    console.log(`\n== ${title}`);
    const [status] = await ended;
    console.log(readFileSync(output, 'utf8'));
    count(title, report, status === 0);
  };
}

/** Into the counts, what a suite has reported. */
function count(title, report, ok) {
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

if (runsOnNode24(join(root, 'scripts/test.mjs'), process.argv.slice(2))) await runAll();

async function runAll() {
  const scratch = mkdtempSync(join(tmpdir(), 'cored-test-'));
  try {
    const cluster = suiteBeside('tests on a real Slurm', 'cluster', scratch);
    check('type check', 'vue-tsc', ['--noEmit']);
    check('lint', 'eslint', ['.', '--max-warnings', '0']);
    check('format', 'prettier', ['--check', '--log-level', 'warn', '.']);
    check('boundaries', 'depcruise', ['src', '--config', '.dependency-cruiser.cjs']);
    check('unused files, exports and dependencies', 'knip', []);
    const built = check('build', 'electron-vite', ['build', '--logLevel', 'warn']);
    await cluster();
    suite('unit tests', 'unit', scratch);
    suite('interface tests', 'renderer', scratch);
    process.env.CORED_FAULTS_SHORT = '1';
    if (built) {
      suite('browser tests', 'e2e', scratch);
      suite('fault tests, shortened', 'faults', scratch);
    } else failures.push('browser and fault tests (not run: the build failed)');
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }

  if (failures.length > 0) console.log(`\nFailed: ${failures.join('; ')}`);
  console.log(`\n${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
  process.exitCode = failures.length > 0 ? 1 : 0;
}
