#!/usr/bin/env node
/** Runs the built command line with the arguments given, and builds first when the sources are newer than the build. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { runsOnNode24 } from './node-24.mjs';

const root = resolve(import.meta.dirname ?? new URL('.', import.meta.url).pathname, '..');
const commandLine = join(root, 'out/main/cli.js');
const outputs = ['out/main/cli.js', 'out/main/electron.js', 'out/preload/bridge.cjs', 'out/renderer/index.html'];
const inputs = ['src', 'resources', 'electron.vite.config.ts', 'package-lock.json'];
const lock = join(root, 'node_modules/.cored-build.lock');

const args = process.argv.slice(2);
if (runsOnNode24(join(root, 'scripts/run-built.mjs'), args)) {
  await buildWhenStale();
  process.argv = [process.execPath, commandLine, ...args];
  await import(pathToFileURL(commandLine).href);
}

/** One build at a time: others wait for it and use what it made. The build's output goes to stderr, so that --json stays pure. */
async function buildWhenStale() {
  if (!isStale()) return;
  await takeLock();
  try {
    if (!isStale()) return;
    console.error('Building CoReD Workbench (the first time, and after changes) ...');
    const electronVite = join(root, 'node_modules/electron-vite/bin/electron-vite.js');
    if (!existsSync(electronVite)) {
      console.error('The packages are not installed. Run "npm ci" first.');
      process.exitCode = 1;
    } else {
      const build = spawnSync(process.execPath, [electronVite, 'build', '--logLevel', 'warn'], {
        cwd: root,
        stdio: ['ignore', 2, 2],
      });
      process.exitCode = build.status === 0 ? undefined : 1;
      if (build.status !== 0) console.error('The build failed; the lines above say why.');
    }
  } finally {
    rmSync(lock, { force: true });
  }
  if (process.exitCode) process.exit();
}

async function takeLock() {
  mkdirSync(join(root, 'node_modules'), { recursive: true });
  for (;;) {
    try {
      writeFileSync(lock, String(process.pid), { flag: 'wx' });
      return;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    if (!isRunning(lockHolder())) rmSync(lock, { force: true });
    else await sleep(200);
  }
}

function lockHolder() {
  try {
    return Number(readFileSync(lock, 'utf8'));
  } catch {
    return 0; // given back in this moment
  }
}

function isRunning(processId) {
  if (!processId) return false;
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

function isStale() {
  const built = outputs.map((path) => join(root, path));
  if (!built.every((path) => existsSync(path))) return true;
  const builtAt = Math.min(...built.map((path) => statSync(path).mtimeMs));
  return inputs.some((path) => newestBelow(join(root, path)) > builtAt);
}

/** Folders count too: theirs changes when a file is removed. */
function newestBelow(path) {
  if (!existsSync(path)) return 0;
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return readdirSync(path).reduce((newest, name) => Math.max(newest, newestBelow(join(path, name))), stat.mtimeMs);
}
