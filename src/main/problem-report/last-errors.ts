/** The last warnings and errors of a log, as far as they are fit to be shown to strangers: time, words and stack alone. */
import { z } from 'zod';
import { withPlainFile } from '../files/plain-file';
import { isMissing } from '../runs/json-file';

const LogLine = z.object({
  level: z.number(),
  time: z.number(),
  msg: z.string().default(''),
  /** The name of a call of the contract. */
  call: z.string().optional(),
  error: z.object({ code: z.string(), message: z.string(), stack: z.string() }).partial().optional(),
});

export interface LoggedError {
  readonly time: string;
  /** Words of ours: "Error in run/get (internal)". */
  readonly kind: string;
  /** May hold names and places. */
  readonly words: string;
}

const lookedAtBytes = 256 * 1024;
const warning = 40;
const error = 50;
const mostFrames = 12;

/** The newest last; none where there is no such file. Throws as `openPlainFile`. */
export async function lastErrors(path: string, most: number): Promise<LoggedError[]> {
  const text = await endOf(path);
  const found = text.split('\n').flatMap((line): LoggedError[] => {
    const entry = parsed(line);
    if (entry === null || entry.level < warning) return [];
    return [{ time: new Date(entry.time).toISOString(), ...told(entry) }];
  });
  return found.slice(-most);
}

async function endOf(path: string): Promise<string> {
  try {
    return await withPlainFile(path, {}, async ({ file, about: { size } }) => {
      const length = Math.min(size, lookedAtBytes);
      const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, size - length);
      return buffer.toString('utf8', 0, bytesRead);
    });
  } catch (cause) {
    if (isMissing(cause)) return '';
    throw cause;
  }
}

/** Null for the line that the look began in, and for what another program wrote. */
function parsed(line: string): z.infer<typeof LogLine> | null {
  try {
    return LogLine.safeParse(JSON.parse(line)).data ?? null;
  } catch {
    return null;
  }
}

function told({ level, msg, call, error: cause }: z.infer<typeof LogLine>): Omit<LoggedError, 'time'> {
  const kind = level >= error ? 'Error' : 'Warning';
  const where = call === undefined ? '' : ` in ${call}`;
  const code = cause?.code === undefined ? '' : ` (${cause.code})`;
  const frames = (cause?.stack ?? '').split('\n').slice(0, mostFrames).join('\n  ');
  return { kind: `${kind}${where}${code}`, words: `${msg}${frames === '' ? '' : `\n  ${frames}`}` };
}
