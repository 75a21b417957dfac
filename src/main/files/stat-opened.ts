/** What a file is now, also on a disk of the network: such a disk asks its server when a file is opened, and else tells what it remembers for up to a minute. */
import { open } from 'node:fs/promises';
import type { Stats } from 'node:fs';

/** Rejects as `open` does. */
export async function statOpened(path: string): Promise<Stats> {
  const file = await open(path, 'r');
  try {
    return await file.stat();
  } finally {
    await file.close();
  }
}
