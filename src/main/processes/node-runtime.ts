/** Which Node runs workers and jobs, and where the scripts lie that it can read: the same answer for every host. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { findEntry, findProgram } from '../find-program';

export interface NodeRuntime {
  readonly executable: string;
  /** Before the script's path. */
  readonly flags: readonly string[];
  readonly environment: NodeJS.ProcessEnv;
}

/** This process, as far as the choice depends on it. */
export interface HostProcess {
  readonly executable: string;
  readonly platform: NodeJS.Platform;
  /** Null in a plain Node. */
  readonly electron: { readonly resourcesPath: string } | null;
  readonly environment: NodeJS.ProcessEnv;
  readonly programRoot: string;
}

/**
 * A plain Node runs its own kind. Electron takes the Node 24 that is packaged beside the program, else the one among the
 * program's packages, else itself as Node. The last is not as good: on Linux, Electron and native sharp bring two copies
 * of GLib into one process, so sharp's slower WebAssembly build has to do there.
 */
export function nodeRuntime(host: HostProcess = thisProcess()): NodeRuntime {
  const { electron, environment, executable, platform } = host;
  if (electron === null) return { executable, flags: [], environment };
  const own = nodesBeside(host).find((path) => existsSync(path));
  if (own !== undefined) return { executable: own, flags: [], environment: withoutElectron(environment) };
  return {
    executable,
    flags: platform === 'linux' ? ['--import', pathToFileURL(findEntry('use-wasm-sharp.js')).href] : [],
    environment: { ...environment, ELECTRON_RUN_AS_NODE: '1' },
  };
}

function nodesBeside({ electron, platform, programRoot }: HostProcess): string[] {
  const name = platform === 'win32' ? 'node.exe' : join('bin', 'node');
  const packaged = electron === null ? [] : [join(electron.resourcesPath, 'node', name)];
  return [...packaged, join(programRoot, 'node_modules', `node-${platform}-${process.arch}`, name)];
}

function withoutElectron(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const rest = { ...environment };
  delete rest['ELECTRON_RUN_AS_NODE'];
  return rest;
}

function thisProcess(): HostProcess {
  const { execPath: executable, platform, env: environment, versions } = process;
  const electron = versions['electron'] === undefined ? null : { resourcesPath: process.resourcesPath };
  return { executable, platform, electron, environment, programRoot: findProgram().root };
}
