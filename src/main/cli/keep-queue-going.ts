/** Leaves a process behind that starts a workspace's queued runs and evaluations. */
import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { findEntry } from '../find-program';
import { nodeRuntime } from '../processes/node-runtime';

/** A process of its own starts what waits, or the evaluations of it, until nothing does; its worker processes outlive it anyway. */
export function keepQueueGoing(workspace: string, what: 'all' | 'evaluations' = 'all'): void {
  const { executable, flags, environment } = nodeRuntime();
  const asked = [
    'start-waiting',
    ...(what === 'evaluations' ? ['--evaluations'] : []),
    '--workspace',
    resolve(workspace),
  ];
  const child = spawn(executable, [...flags, findEntry('cli.js'), ...asked], {
    env: environment,
    detached: true,
    stdio: 'ignore',
    windowsHide: true,
  });
  child.unref();
}
