/** Reads a text that a person named on the command line: a pipe is as good as a file there, but no text is without an end. */
import { createReadStream } from 'node:fs';
import { formatBytes } from '../../shared/format';
import { UnfitFile } from './plain-file';

/** UTF-8. Throws UnfitFile for more than `limitBytes`, or Node's own error. */
export async function readGivenText(path: string, limitBytes: number): Promise<string> {
  const pieces: Buffer[] = [];
  let held = 0;
  for await (const piece of createReadStream(path)) {
    const bytes = Buffer.from(piece);
    held += bytes.length;
    if (held > limitBytes) throw new UnfitFile('size', `it has more than ${formatBytes(limitBytes)}`);
    pieces.push(bytes);
  }
  return Buffer.concat(pieces).toString('utf8');
}
