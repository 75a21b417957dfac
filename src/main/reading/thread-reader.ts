/** The reading thread, seen from the workbench: started with the first call, and anew when it has died. */
import { Worker } from 'node:worker_threads';
import { decode } from '../../shared/codec';
import { EncodedValue } from '../../shared/wire';
import type { CallInput, CallOutput } from '../../shared/contract';
import { AppError, toAppError } from '../../shared/errors';
import { unpackedOutput } from '../calls/answer';
import type { ReadingCallName } from '../calls/reading';
import { Turns } from '../calls/turns';
import type { Page } from '../workbench-api';
import type { Reader } from './reader';
import { FromThread, type Question, type ThreadSetup, type ToThread } from './thread-messages';

export interface ThreadReaderOptions {
  /** The built reading-thread.js. */
  readonly script: string;
  /** Asked for whenever a thread is started. */
  setup(): ThreadSetup;
  /** Of the registry's file: where it is another one, the thread is started anew. */
  generation(): number;
  answer(question: Question): Promise<Extract<ToThread, { type: 'told' }>['answer']>;
}

/** What the thread is given at a time: the rest waits here, where it is forgotten when its page goes. */
const mostAtOnce = 2;

interface Pending {
  readonly asked: Worker | null;
  readonly resolve: (bytes: Uint8Array) => void;
  readonly reject: (error: AppError) => void;
}

export class ThreadReader implements Reader {
  private readonly turns = new Turns(mostAtOnce);
  private thread: Worker | null = null;
  private readonly pending = new Map<number, Pending>();
  private lastId = 0;
  private generation = 0;
  private isClosed = false;

  constructor(private readonly options: ThreadReaderOptions) {}

  /** So that the first call need not wait for it. */
  start(): void {
    if (this.thread !== null && this.generation !== this.options.generation()) {
      void this.thread.terminate();
      this.thread = null;
    }
    this.thread ??= this.begin();
  }

  async call<Name extends ReadingCallName>(name: Name, input: CallInput<Name>): Promise<CallOutput<Name>> {
    return unpackedOutput(name, decode(await this.turns.take(null, () => this.ask(name, input))));
  }

  async packed<Name extends ReadingCallName>(
    name: Name,
    input: CallInput<Name>,
    page: Page | null,
  ): Promise<EncodedValue> {
    return new EncodedValue(await this.turns.take(page, () => this.ask(name, input)));
  }

  async close(): Promise<void> {
    this.isClosed = true;
    await this.thread?.terminate();
  }

  private ask(name: ReadingCallName, input: unknown): Promise<Uint8Array> {
    if (this.isClosed) return Promise.reject(new AppError('cancelled', 'The workbench is closing.'));
    this.start();
    const id = (this.lastId += 1);
    return new Promise((resolve, reject) => {
      this.pending.set(id, { asked: this.thread, resolve, reject });
      this.send({ type: 'call', id, name, input });
    });
  }

  private begin(): Worker {
    const { script, setup, generation } = this.options;
    this.generation = generation();
    const thread = new Worker(script, { workerData: setup(), stdin: false });
    let reason = '';
    thread.on('message', (message) => this.hear(FromThread.parse(message)));
    thread.on('error', (error) => (reason = ` (${error instanceof Error ? error.message : String(error)})`));
    thread.once('exit', () => {
      if (this.thread === thread) this.thread = null;
      const told = this.isClosed
        ? new AppError('cancelled', 'The workbench is closing.')
        : new AppError('internal', `The thread that reads the registry has ended${reason}. Try it again.`);
      for (const [id, { reject, asked }] of this.pending) {
        if (asked !== thread) continue;
        this.pending.delete(id);
        reject(told);
      }
    });
    // It keeps no process from ending.
    thread.unref();
    return thread;
  }

  private send(message: ToThread): void {
    this.thread?.postMessage(message);
  }

  private hear(message: FromThread): void {
    if (message.type === 'ask') return this.answer(message.id, message.question);
    const pending = this.pending.get(message.id);
    this.pending.delete(message.id);
    if (message.type === 'done') pending?.resolve(message.bytes);
    else pending?.reject(new AppError(message.error.code, message.error.message));
  }

  private answer(id: number, question: Question): void {
    this.options.answer(question).then(
      (answer) => this.send({ type: 'told', id, answer }),
      (error: unknown) => this.send({ type: 'not-told', id, error: toAppError(error).toPayload() }),
    );
  }
}
