/** Leaves a process behind that starts a workspace's queued runs. */
import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { findEntry } from '../find-program';

/** A process of its own starts what waits, until nothing does; its worker processes outlive it anyway. */
export function keepQueueGoing(workspace: string): void {
  const child = spawn(process.execPath, [findEntry('cli.js'), 'queue', '--workspace', resolve(workspace)], {
    detached: true,
    stdio: 'ignore',
    windowsHide: true,
  });
  child.unref();
}
