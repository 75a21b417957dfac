/** Runs ffmpeg or ffprobe, which end with this process and with the signal, and keeps the last of what they complain about. */
import { spawn, type ChildProcess } from 'node:child_process';
import type { Readable } from 'node:stream';
import { AppError } from '../../shared/errors';

export interface RunningProgram {
  readonly output: Readable;
  /** Resolves when it has ended and all was read. Rejects with AppError `unavailable` where it cannot be started, or `cancelled`. */
  readonly ended: Promise<ProgramEnd>;
  stop(): void;
}

export interface ProgramEnd {
  readonly status: number | null;
  /** Its last lines on standard error, where it was asked to say errors only. */
  readonly complaints: readonly string[];
}

const keptCharacters = 8000;

export function startProgram(program: string, args: readonly string[], signal?: AbortSignal): RunningProgram {
  const child = spawn(program, [...args], { stdio: ['ignore', 'pipe', 'pipe'], windowsHide: true });
  const stop = () => void child.kill('SIGKILL');
  process.once('exit', stop);
  signal?.addEventListener('abort', stop, { once: true });
  if (signal?.aborted === true) stop();
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => {
    errors = (errors + chunk.toString()).slice(-keptCharacters);
  });
  const ended = whenEnded(child, program).then((status) => {
    if (signal?.aborted === true) throw new AppError('cancelled', 'The preparation was stopped.');
    return { status, complaints: errors.split(/[\r\n]+/).filter((line) => line.trim() !== '') };
  });
  const forget = () => {
    process.off('exit', stop);
    signal?.removeEventListener('abort', stop);
  };
  // Whoever waits for the end hears of a failure; until then it is not one that nobody hears of.
  ended.then(forget, forget);
  return { output: child.stdout, ended, stop };
}

function whenEnded(child: ChildProcess, program: string): Promise<number | null> {
  return new Promise((resolve, reject) => {
    child.once('error', (error) =>
      reject(
        new AppError(
          'unavailable',
          `"${program}" cannot be run (${error.message}). Set it up again: npm run setup:prepare`,
        ),
      ),
    );
    child.once('close', (status) => resolve(status));
  });
}
