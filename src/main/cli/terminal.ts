/** Where the command line writes, without anything that a terminal acts on: results to standard output, progress and errors to standard error. */
import type { Writable } from 'node:stream';
import type { ErrorPayload } from '../../shared/errors';
import { safeJson, safeLine, safeText } from '../../shared/safe-text';

export interface TerminalStreams {
  readonly output: Writable;
  readonly errors: Writable;
  /** Whether lines on `errors` can be rewritten. */
  readonly isInteractive: boolean;
  /** Characters a line; longer progress lines are cut, because a wrapped one cannot be rewritten. */
  readonly columns: () => number;
}

export class Terminal {
  /** With --json standard output carries one JSON document and nothing else. */
  isJson = false;
  private liveLines = 0;

  constructor(private readonly streams: TerminalStreams) {}

  get isInteractive(): boolean {
    return this.streams.isInteractive;
  }

  /** The command's result: `value` with --json, else `text`. Call it once. */
  result(value: unknown, text: string): void {
    const written = this.isJson ? safeJson(JSON.stringify(value, null, 2)) : safeText(text);
    this.streams.output.write(written === '' ? '' : `${written}\n`);
  }

  /** One line of progress or advice. */
  say(line: string): void {
    this.clearLive();
    this.streams.errors.write(`${safeText(line)}\n`);
  }

  /** The lines that are rewritten in place; only where that is possible. */
  live(lines: readonly string[]): void {
    if (!this.isInteractive) return;
    this.clearLive();
    const width = Math.max(20, this.streams.columns() - 1);
    for (const line of lines) this.streams.errors.write(`${safeLine(line).slice(0, width)}\n`);
    this.liveLines = lines.length;
  }

  fail(error: ErrorPayload): void {
    this.say(`Error: ${error.message}`);
    if (this.isJson) this.result({ error: { code: error.code, message: error.message } }, '');
  }

  private clearLive(): void {
    if (this.liveLines === 0) return;
    // Up to the first live line, then clear from there to the end of the screen.
    this.streams.errors.write(`\u001b[${this.liveLines}A\u001b[0J`);
    this.liveLines = 0;
  }
}
