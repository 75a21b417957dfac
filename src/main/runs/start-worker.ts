/** Starts a training worker as a process of its own, which lives on when this one ends. */
import { spawn } from 'node:child_process';
import { closeSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { AppError } from '../../shared/errors';
import { openForAppending } from '../files/appended-file';
import { usualLimits } from '../logs/log-file';
import { rotateWhenFull } from '../logs/rotate';
import { nodeRuntime } from '../processes/node-runtime';
import { RunFolder } from './run-folder';

export interface WorkerExit {
  readonly code: number | null;
  readonly signal: string | null;
}

export interface StartedWorker {
  readonly processId: number;
  /** Resolves when the process is gone, however it went. */
  readonly gone: Promise<WorkerExit>;
}

/**
 * V8's space for young objects, in each of a training's threads. Left alone it doubles several times in the course of a long
 * run, which makes no step faster.
 */
export const workerFlags: readonly string[] = ['--max-semi-space-size=4'];

/** `script`: the built worker. No channel is opened to it: the run folder is the protocol. */
export function startWorker(script: string, folderPath: string): Promise<StartedWorker> {
  const { workerLogPath } = new RunFolder(folderPath);
  const log = openForAppending(workerLogPath);
  try {
    rotateWhenFull(workerLogPath, log, usualLimits);
    const { executable, flags, environment } = nodeRuntime();
    const child = spawn(executable, [...flags, ...workerFlags, script, folderPath], {
      cwd: folderPath,
      detached: true,
      stdio: ['ignore', log, log],
      windowsHide: true,
      env: {
        // Images are decoded on Node's thread pool, which has four threads whatever the machine has.
        UV_THREADPOOL_SIZE: String(Math.max(4, availableParallelism())),
        ...environment,
      },
    });
    child.unref();
    const gone = new Promise<WorkerExit>((resolve) => child.once('exit', (code, signal) => resolve({ code, signal })));
    return new Promise((resolve, reject) => {
      child.once('spawn', () => resolve({ processId: child.pid ?? 0, gone }));
      child.once('error', (error) =>
        reject(
          new AppError('unavailable', `The training worker cannot be started: ${error.message}.`, { cause: error }),
        ),
      );
    });
  } finally {
    closeSync(log);
  }
}
