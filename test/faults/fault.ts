/** What the shim does to a process of the program, as its environment says it. */
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

export interface Fault {
  readonly role: 'worker' | 'workbench';
  /** `hang`: the thread that writes does nothing any more. */
  readonly kind: 'ENOSPC' | 'EIO' | 'short' | 'kill' | 'hang' | 'power cut' | 'power cut, names kept';
  /** Which call that changes the disk, from 1 on; 0: none, they are only counted. */
  readonly at: number;
  /** Of those whose name and path it matches. */
  readonly match?: string;
  /** A file that takes a line for each call. */
  readonly record?: string;
}

const shim = resolve(import.meta.dirname, 'shim/file-faults.mjs');

export function environmentOf(fault: Fault, workspace: string): Record<string, string> {
  return {
    NODE_OPTIONS: `--import=${pathToFileURL(shim).href}`,
    CORED_FAULT: JSON.stringify(fault),
    CORED_FAULT_KEEP: dirname(join(workspace)),
  };
}

/** Whether `npm test` runs these: then a few of each kind. */
export const isShort = process.env['CORED_FAULTS_SHORT'] === '1';
