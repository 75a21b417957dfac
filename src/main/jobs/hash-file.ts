/** The hash of a file's bytes. */
import { createHash } from 'node:crypto';
import { piecesOf } from '../files/plain-file';

/** The weights of the largest network have a twelfth of it. */
const mostBytes = 1024 ** 3;

/** SHA-256, hexadecimal; the file is read piece by piece. */
export async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of piecesOf(path, { limitBytes: mostBytes })) hash.update(chunk);
  return hash.digest('hex');
}
