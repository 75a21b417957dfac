/** Leaves a process behind that starts a workspace's queued runs. */
import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { findEntry } from '../find-program';
import { nodeRuntime } from '../processes/node-runtime';

/** A process of its own starts what waits, until nothing does; its worker processes outlive it anyway. */
export function keepQueueGoing(workspace: string): void {
  const { executable, flags, environment } = nodeRuntime();
  const child = spawn(executable, [...flags, findEntry('cli.js'), 'start-waiting', '--workspace', resolve(workspace)], {
    env: environment,
    detached: true,
    stdio: 'ignore',
    windowsHide: true,
  });
  child.unref();
}
