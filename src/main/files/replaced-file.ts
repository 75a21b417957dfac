/** Writes over a file that may be there: never into a FIFO, which would hold up whoever writes, nor into a device. */
import { writeFile } from 'node:fs/promises';
import { refuseOtherKinds } from './plain-file';

/** Throws UnfitFile where something else than a plain file stands there. A reader may see a part: see `writeDurably`. */
export async function replacePlainFile(path: string, content: string): Promise<void> {
  refuseOtherKinds(path);
  await writeFile(path, content);
}
