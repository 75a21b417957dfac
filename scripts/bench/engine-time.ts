/**
 * Loaded before a training worker (`node --import`): writes down when tfjs computes, and changes nothing. Computing is
 * what happens inside tf.tidy or a kernel, and the waiting for a small result. Weights that are read for a checkpoint are
 * large, and not part of it.
 */
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { threadId } from 'node:worker_threads';
import { timesFolderVariable } from './intervals';

type Anything = (...inputs: unknown[]) => unknown;

/** Elements up to which a read is a loss or a batch of scores. */
const smallRead = 100_000;
const flushMs = 500;
/** Gaps below this are none. */
const joinedMs = 0.02;

/** Lines of "begin end", milliseconds of the clock that Date.now() tells. */
class IntervalLog {
  private readonly offset = Date.now() - performance.now();
  private depth = 0;
  private begunAt = 0;
  private last: { begin: number; end: number } | null = null;
  private lines: string[] = [];
  private flushedAt = 0;

  constructor(private readonly path: string) {
    process.on('exit', () => this.flush());
  }

  now(): number {
    return performance.now() + this.offset;
  }

  /** What runs inside of what runs already is part of it. */
  around(run: () => unknown): unknown {
    if (this.depth === 0) this.begunAt = this.now();
    this.depth += 1;
    try {
      return run();
    } finally {
      this.depth -= 1;
      if (this.depth === 0) this.add(this.begunAt, this.now());
    }
  }

  add(begin: number, end: number): void {
    if (this.last && begin >= this.last.end && begin - this.last.end < joinedMs) {
      this.last.end = end;
      return;
    }
    this.endLine();
    this.last = { begin, end };
    if (end - this.flushedAt < flushMs) return;
    this.flushedAt = end;
    this.write();
  }

  private endLine(): void {
    if (this.last) this.lines.push(`${this.last.begin.toFixed(3)} ${this.last.end.toFixed(3)}\n`);
    this.last = null;
  }

  private flush(): void {
    this.endLine();
    this.write();
  }

  private write(): void {
    if (this.lines.length > 0) appendFileSync(this.path, this.lines.join(''));
    this.lines = [];
  }
}

/** tfjs keeps its engine in the global `_tfengine`, whichever copy of it is loaded. */
function watchEngine(log: IntervalLog): void {
  let engine: unknown = undefined;
  Object.defineProperty(globalThis, '_tfengine', {
    configurable: true,
    get: () => engine,
    set(value: unknown) {
      engine = value;
      if (typeof value === 'object' && value !== null) wrapMethods(value, log);
    },
  });
}

function wrapMethods(engine: object, log: IntervalLog): void {
  for (const name of ['tidy', 'runKernel']) {
    const original = methodOf(engine, name);
    Reflect.set(engine, name, (...inputs: unknown[]) => log.around(() => original(...inputs)));
  }
  const read = methodOf(engine, 'read');
  Reflect.set(engine, 'read', async (...inputs: unknown[]) => {
    const begin = log.now();
    const values: unknown = await read(...inputs);
    if (ArrayBuffer.isView(values) && values.byteLength <= smallRead * 4) log.add(begin, log.now());
    return values;
  });
}

function methodOf(engine: object, name: string): Anything {
  const method: unknown = Reflect.get(engine, name);
  if (typeof method !== 'function') throw new Error(`This version of tfjs has no engine method "${name}" to watch.`);
  return (...inputs) => Reflect.apply(method, engine, inputs);
}

const folder = process.env[timesFolderVariable];
if (folder !== undefined) watchEngine(new IntervalLog(join(folder, `${process.pid}-${threadId}.txt`)));
