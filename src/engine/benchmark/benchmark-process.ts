/** One process of a benchmark, seen from the one that starts it: a crash, a hang or a wrong word is an error, no more. */
import { fork, type ChildProcess } from 'node:child_process';
import { AppError } from '../../shared/errors';
import type { EngineId } from '../../shared/recipe';
import { goMessage, BenchmarkMessage, type BenchmarkShare } from './benchmark-messages';

export interface BenchmarkLimits {
  /** For loading the engine: a GPU's first start can take long. */
  readonly openMs: number;
  readonly measureMs: number;
}

export interface BenchmarkStart {
  /** The built benchmark.js. */
  readonly script: string;
  readonly engine: EngineId;
  readonly share: BenchmarkShare;
  readonly limits: BenchmarkLimits;
}

type Message<Type extends BenchmarkMessage['type']> = Extract<BenchmarkMessage, { type: Type }>;

const keptErrorCharacters = 2000;

export class BenchmarkProcess {
  private readonly child: ChildProcess;
  private readonly limits: BenchmarkLimits;
  private errors = '';

  constructor({ script, engine, share, limits }: BenchmarkStart) {
    this.limits = limits;
    this.child = fork(script, [engine, JSON.stringify(share)], {
      execArgv: [],
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      // Electron's binary is Node when it is asked to be.
      env: { ...process.env, ...(process.versions['electron'] !== undefined && { ELECTRON_RUN_AS_NODE: '1' }) },
    });
    this.child.stderr?.on('data', (chunk: Buffer) => {
      this.errors = (this.errors + chunk.toString()).slice(-keptErrorCharacters);
    });
  }

  /** Resolves when the engine is loaded. Throws AppError 'unavailable' that says how the process ended otherwise. */
  ready(): Promise<Message<'ready'>> {
    return this.next('ready', { limitMs: this.limits.openMs, doing: 'loading the engine' });
  }

  measured(): Promise<Message<'measured'>> {
    const answer = this.next('measured', { limitMs: this.limits.measureMs, doing: 'the benchmark' });
    this.child.send(goMessage, (error) => {
      // Its end is told by the exit event.
      if (error) this.errors = `${this.errors}\n${error.message}`;
    });
    return answer;
  }

  end(): void {
    this.child.kill('SIGKILL');
  }

  private next<Type extends BenchmarkMessage['type']>(
    type: Type,
    { limitMs, doing }: { limitMs: number; doing: string },
  ): Promise<Message<Type>> {
    return new Promise((resolve, reject) => {
      const refuse = (message: string) => settle(() => reject(new AppError('unavailable', message)));
      const onMessage = (value: unknown) => {
        const message = BenchmarkMessage.safeParse(value);
        if (!message.success) return refuse(`It said something unknown during ${doing}.`);
        if (message.data.type === 'failed') return refuse(message.data.message);
        const { data } = message;
        if (isOfType(data, type)) settle(() => resolve(data));
      };
      const onExit = (status: number | null, signal: NodeJS.Signals | null) =>
        refuse(`Its process ended with ${signal ?? `status ${status}`} while ${doing}.${this.lastError()}`);
      const onError = (error: Error) => refuse(`Its process cannot be started: ${error.message}.`);
      const timer = setTimeout(
        () =>
          refuse(`It did not come to the end of ${doing} within ${Math.round(limitMs / 1000)} s.${this.lastError()}`),
        limitMs,
      );
      const settle = (then: () => void) => {
        clearTimeout(timer);
        this.child.off('message', onMessage).off('exit', onExit).off('error', onError);
        then();
      };
      this.child.on('message', onMessage).on('exit', onExit).on('error', onError);
      if (this.child.exitCode !== null || this.child.signalCode !== null) {
        onExit(this.child.exitCode, this.child.signalCode);
      }
    });
  }

  private lastError(): string {
    const lines = this.errors
      .split('\n')
      .map((text) => text.trim())
      .filter((text) => text !== '');
    const line = lines.findLast((text) => /error/i.test(text)) ?? lines.at(-1);
    return line === undefined ? '' : ` Its last words: ${line}`;
  }
}

function isOfType<Type extends BenchmarkMessage['type']>(
  message: BenchmarkMessage,
  type: Type,
): message is Message<Type> {
  return message.type === type;
}
