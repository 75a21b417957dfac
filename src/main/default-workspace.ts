/** Where runs, registry and demo data are kept when nobody names a folder. */
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/** CORED_WORKSPACE, else `cored-workbench` in the home folder; the same for the command line and the window. */
export function defaultWorkspace(environment: NodeJS.ProcessEnv = process.env): string {
  const named = environment['CORED_WORKSPACE'];
  return named === undefined || named === '' ? join(homedir(), 'cored-workbench') : resolve(named);
}
