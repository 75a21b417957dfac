/** The hash of a file's bytes. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';

/** SHA-256, hexadecimal; the file is read piece by piece. */
export async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk);
  return hash.digest('hex');
}
