/** A child process that answers each JSON line on its stdin with one on its stdout. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { z } from 'zod';

export interface LineProcessOptions {
  /** How messages call it. */
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
}

const Failure = z.object({ error: z.string() });
/** Characters of stderr that are kept for the message when it dies. */
const keptCharacters = 4000;

export class LineProcess {
  private readonly child: ChildProcess;
  private readonly answers: AsyncIterator<string>;
  private readonly ended: Promise<string>;
  private complaints = '';

  constructor(private readonly options: LineProcessOptions) {
    const { command, args, env = process.env } = options;
    const child = spawn(command, args, { env, stdio: ['pipe', 'pipe', 'pipe'] });
    this.child = child;
    child.stderr.on('data', (chunk) => (this.complaints = `${this.complaints}${chunk}`.slice(-keptCharacters)));
    // What a dead process was asked shows in its exit; the pipe's own error says no more.
    child.stdin.on('error', (error) => (this.complaints += `\n${error.message}`));
    this.answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    this.ended = new Promise((resolve) => {
      child.once('error', (error) => resolve(error.message));
      child.once('close', (code, signal) => resolve(`it ended with ${signal ?? `status ${code}`}`));
    });
  }

  get processId(): number | null {
    return this.child.pid ?? null;
  }

  /** The answer, parsed. Throws with the last lines of stderr when the process has ended, and when it answers an error. */
  async ask<Answer>(request: object, schema: z.ZodType<Answer>): Promise<Answer> {
    this.child.stdin?.write(`${JSON.stringify(request)}\n`);
    const { value, done } = await this.answers.next();
    if (done === true) throw new Error(`${this.options.name} failed: ${await this.ended}.\n${this.complaints.trim()}`);
    const answer: unknown = JSON.parse(value);
    const failure = Failure.safeParse(answer);
    if (failure.success) throw new Error(`${this.options.name} failed: ${failure.data.error}`);
    return schema.parse(answer);
  }

  /** Closes its stdin, on which it ends by itself; after `patienceMs` it is killed. */
  async end(patienceMs = 5000): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null || this.child.pid === undefined) return;
    const closed = once(this.child, 'close');
    this.child.stdin?.end();
    const killer = setTimeout(() => this.child.kill('SIGKILL'), patienceMs);
    await closed;
    clearTimeout(killer);
  }
}
