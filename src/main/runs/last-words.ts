/** The end of what a worker process wrote before it was gone. */
import { open } from 'node:fs/promises';
import { isMissing } from './json-file';

/** At most eight lines; empty when there is no such file. */
export async function lastWords(path: string): Promise<string> {
  const file = await open(path, 'r').catch((error: unknown) => {
    if (isMissing(error)) return null;
    throw error;
  });
  if (file === null) return '';
  try {
    const { size } = await file.stat();
    const length = Math.min(size, 4096);
    const { buffer } = await file.read(Buffer.alloc(length), 0, length, size - length);
    return buffer.toString('utf8').trimEnd().split('\n').slice(-8).join('\n');
  } finally {
    await file.close();
  }
}
