/** desktop.log: what the desktop program says of itself; at most two files of a mebibyte each. */
import { copyFileSync, fstatSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import pino, { type DestinationStream, type Logger } from 'pino';

const mostBytes = 1024 ** 2;

/** Errors under `error` are written with their stack. */
export function openDesktopLog(path: string, limitBytes = mostBytes): Logger {
  return pino({ serializers: { error: pino.stdSerializers.err } }, new BoundedFile(path, limitBytes));
}

/** Written at once, so that the last line before a crash is there. When it is full it is kept as `<path>.old`. */
class BoundedFile implements DestinationStream {
  private readonly file: number;
  private sizeBytes: number;

  constructor(
    private readonly path: string,
    private readonly limitBytes: number,
  ) {
    this.file = openSync(path, 'a');
    this.sizeBytes = fstatSync(this.file).size;
  }

  write(line: string): void {
    const bytes = Buffer.from(line);
    try {
      if (this.sizeBytes > 0 && this.sizeBytes + bytes.length > this.limitBytes) this.startAnew();
      writeSync(this.file, bytes);
      this.sizeBytes += bytes.length;
    } catch (error) {
      // A full disk: the program goes on, and whoever watches the terminal sees both.
      process.stderr.write(`The log ${this.path} cannot be written (${String(error)}): ${line}`);
    }
  }

  private startAnew(): void {
    copyFileSync(this.path, `${this.path}.old`);
    ftruncateSync(this.file, 0);
    this.sizeBytes = 0;
  }
}
