/** One process that does jobs, seen from the workbench: its death is an error that says how, for every job it was at. */
import { fork, type ChildProcess } from 'node:child_process';
import { availableParallelism, constants, setPriority } from 'node:os';
import { AppError } from '../../shared/errors';
import { nodeRuntime } from '../processes/node-runtime';
import { FromJobProcess, pack, unpack, type ToJobProcess } from './job-messages';

export interface JobRequest {
  readonly name: string;
  readonly input: unknown;
  readonly onProgress: (value: unknown) => void;
  readonly signal: AbortSignal;
}

interface Pending {
  readonly name: string;
  readonly onProgress: (value: unknown) => void;
  readonly resolve: (output: unknown) => void;
  readonly reject: (error: AppError) => void;
}

const keptErrorCharacters = 4000;
/** For a cancelled job to tidy up; then its process is ended. */
const cancelMs = 5000;

export class JobProcess {
  private readonly child: ChildProcess;
  private readonly pending = new Map<number, Pending>();
  private lastId = 0;
  private errors = '';
  private hasEnded = false;

  /** `script`: the built jobs.js. In the `background`, the window and whoever waits for it get the processor first. */
  constructor(script: string, { isBackground }: { readonly isBackground: boolean }) {
    const { executable, flags, environment } = nodeRuntime();
    this.child = fork(script, [], {
      execPath: executable,
      execArgv: [...flags],
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      // Images are decoded on Node's thread pool, which has four threads whatever the machine has.
      env: { UV_THREADPOOL_SIZE: String(Math.max(4, availableParallelism())), ...environment },
    });
    if (isBackground) lowerPriority(this.child);
    this.child.stderr?.on('data', (chunk: Buffer) => {
      this.errors = (this.errors + chunk.toString()).slice(-keptErrorCharacters);
    });
    this.child.on('message', (value) => this.hear(value));
    this.child.once('error', (error) => this.failAll(`could not be started (${error.message})`));
    // Not `exit`: what it said and wrote last is read before.
    this.child.once('close', (status, signal) =>
      this.failAll(`ended with ${signal ?? `status ${status ?? 'unknown'}`}`),
    );
  }

  get isAlive(): boolean {
    return !this.hasEnded;
  }

  get isIdle(): boolean {
    return this.pending.size === 0;
  }

  run({ name, input, onProgress, signal }: JobRequest): Promise<unknown> {
    const id = (this.lastId += 1);
    return new Promise((resolve, reject) => {
      if (signal.aborted) return reject(cancelled());
      let timer: NodeJS.Timeout | null = null;
      const cancel = () => {
        this.send({ type: 'cancel', id });
        timer = setTimeout(() => this.end(), cancelMs);
      };
      const settled = () => {
        if (timer !== null) clearTimeout(timer);
        signal.removeEventListener('abort', cancel);
        this.pending.delete(id);
      };
      this.pending.set(id, {
        name,
        onProgress,
        resolve: (output) => {
          settled();
          resolve(output);
        },
        reject: (error) => {
          settled();
          reject(signal.aborted ? cancelled() : error);
        },
      });
      signal.addEventListener('abort', cancel, { once: true });
      this.send({ type: 'start', id, name, input: pack(input) });
    });
  }

  end(): void {
    this.child.kill('SIGKILL');
  }

  private send(message: ToJobProcess): void {
    // A channel that is closed is told by `close`, which follows.
    if (this.child.connected) this.child.send(message, () => undefined);
  }

  private hear(value: unknown): void {
    const message = FromJobProcess.parse(value);
    const pending = this.pending.get(message.id);
    switch (message.type) {
      case 'progress':
        return pending?.onProgress(unpack(message.value));
      case 'done':
        return pending?.resolve(unpack(message.output));
      case 'failed':
        return pending?.reject(new AppError(message.error.code, message.error.message));
    }
  }

  private failAll(how: string): void {
    this.hasEnded = true;
    for (const { name, reject } of [...this.pending.values()]) {
      reject(new AppError('internal', `The process at work on "${name}" ${how}.${this.lastWords()} Try it again.`));
    }
  }

  private lastWords(): string {
    const lines = this.errors.trim().split('\n').slice(-3).join('\n');
    return lines === '' ? '' : ` Its last words: ${lines}`;
  }
}

function lowerPriority({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    setPriority(pid, constants.priority.PRIORITY_BELOW_NORMAL);
  } catch (error) {
    // It has ended already, which `close` reports, or the system does not let it: then it is as fast as any other.
    if (!(error instanceof Error)) throw error;
  }
}

function cancelled(): AppError {
  return new AppError('cancelled', 'It was cancelled.');
}
