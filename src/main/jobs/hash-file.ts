/** The hash of a file's bytes. */
import { createHash } from 'node:crypto';
import { piecesOf } from '../files/plain-file';

/** SHA-256, hexadecimal; the file is read piece by piece. */
export async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of piecesOf(path)) hash.update(chunk);
  return hash.digest('hex');
}
