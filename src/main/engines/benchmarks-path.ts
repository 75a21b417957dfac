/** Where the engines' benchmarks are remembered: per person and machine, the same for every workspace. */
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/** CORED_ENGINE_BENCHMARKS, else engine-benchmarks.json in the system's folder for what can be made again. */
export function benchmarksPath(environment: NodeJS.ProcessEnv = process.env, platform = process.platform): string {
  const named = environment['CORED_ENGINE_BENCHMARKS'];
  if (named !== undefined && named !== '') return resolve(named);
  return join(cacheFolder(environment, platform), 'cored-workbench', 'engine-benchmarks.json');
}

function cacheFolder(environment: NodeJS.ProcessEnv, platform: NodeJS.Platform): string {
  switch (platform) {
    case 'darwin':
      return join(homedir(), 'Library', 'Caches');
    case 'win32':
      return environment['LOCALAPPDATA'] ?? join(homedir(), 'AppData', 'Local');
    default:
      return environment['XDG_CACHE_HOME'] || join(homedir(), '.cache');
  }
}
