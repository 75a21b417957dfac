/** The end of what a worker process wrote before it was gone. */
import { openPlainFile } from '../files/plain-file';
import { isMissing } from './json-file';

/** At most eight lines; empty when there is no such file. */
export async function lastWords(path: string): Promise<string> {
  const opened = await openPlainFile(path).catch((error: unknown) => {
    if (isMissing(error)) return null;
    throw error;
  });
  if (opened === null) return '';
  const { file, about } = opened;
  try {
    const { size } = about;
    const length = Math.min(size, 4096);
    const { buffer } = await file.read(Buffer.alloc(length), 0, length, size - length);
    return buffer.toString('utf8').trimEnd().split('\n').slice(-8).join('\n');
  } finally {
    await file.close();
  }
}
