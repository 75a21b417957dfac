/** A log on disk: one JSON document a line, written at once, bounded in size, without secrets. */
import { writeSync } from 'node:fs';
import pino, { type DestinationStream, type Logger } from 'pino';
import { openForAppending } from '../files/appended-file';
import { rotateWhenFull, type LogLimits } from './rotate';
import { withoutSecrets } from './without-secrets';

/** Three mebibytes in all. */
export const usualLimits: LogLimits = { bytes: 1024 ** 2, files: 3 };

/** Errors under `error` are written with their stack. Nothing is made before the first line. */
export function openLog(path: string, level: 'info' | 'warn' = 'info', limits = usualLimits): Logger {
  return pino({ level, serializers: { error: pino.stdSerializers.err } }, new LogFile(path, limits));
}

/** Written at once, so that the last line before a crash is there. */
export class LogFile implements DestinationStream {
  private file: number | null = null;

  constructor(
    private readonly path: string,
    private readonly limits: LogLimits = usualLimits,
  ) {}

  write(line: string): void {
    const bytes = Buffer.from(withoutSecrets(line));
    try {
      this.file ??= openForAppending(this.path);
      rotateWhenFull(this.path, this.file, this.limits, bytes.length);
      writeSync(this.file, bytes);
    } catch (error) {
      // A full disk: the program goes on, and whoever watches the terminal sees both.
      process.stderr.write(`The log ${this.path} cannot be written (${String(error)}): ${bytes.toString()}`);
    }
  }
}
