/** Where `npm run setup:tensorflow` puts what it builds; read by that script too, so it imports nothing of ours. */
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/** CORED_TENSORFLOW, else a folder of the user's data: outside node_modules, so that `npm ci` leaves it alone. */
export function addonFolder(environment: NodeJS.ProcessEnv = process.env): string {
  const named = environment['CORED_TENSORFLOW'];
  if (named) return resolve(named);
  const data = environment['XDG_DATA_HOME'] || join(homedir(), '.local', 'share');
  return join(data, 'cored-workbench', 'tensorflow');
}

/** In that folder: what was built, of what, and for which TensorFlow. */
export const manifestName = 'tensorflow.json';

/** The property of globalThis by which the fetched packages are given the tfjs-core that this program runs on. */
export const coreProperty = 'cored-workbench.tfjs-core';
