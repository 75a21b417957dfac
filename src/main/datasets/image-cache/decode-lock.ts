/** Keeps two processes from decoding the same images at once: the second waits for what the first leaves in the cache. */
import { randomUUID } from 'node:crypto';
import { mkdir, open, rename, rm, stat, utimes } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { AppError } from '../../../shared/errors';
import { readWholeFile } from '../../files/plain-file';
import { isMissing } from '../../runs/json-file';
import { isProcessThere } from '../../processes/process-start';
import { absent } from '../list-images';

const Holder = z.object({ processId: z.int(), host: z.string(), token: z.string() });
type Holder = z.infer<typeof Holder>;

export interface DecodeLockTimes {
  /** Between two looks whether the other has let go. */
  readonly lookMs: number;
  /** Between two signs of life of the holder. */
  readonly beatMs: number;
  /** Without a sign for so long, the holder is taken for gone. */
  readonly silentMs: number;
}

const usualTimes: DecodeLockTimes = { lookMs: 200, beatMs: 2000, silentMs: 60_000 };

/** Of the images of a folder at a size, in the cache's folder. */
export async function lockPath(cacheFolder: string, { folder, count, size }: LockedImages): Promise<string> {
  const { dev, ino } = await stat(folder, { bigint: true });
  return join(cacheFolder, `${size}px-${count}-of-${dev}-${ino}.lock`);
}

export interface LockedImages {
  readonly folder: string;
  readonly count: number;
  /** Pixels a side. */
  readonly size: number;
}

export class DecodeLock {
  private readonly timer: NodeJS.Timeout;

  private constructor(
    private readonly path: string,
    private readonly own: Holder,
    { beatMs }: DecodeLockTimes,
  ) {
    this.timer = setInterval(() => {
      const now = new Date();
      // One that is lost meanwhile costs another process its waiting, no more.
      utimes(path, now, now).catch(() => undefined);
    }, beatMs);
    this.timer.unref();
  }

  /**
   * The lock; or null once another process has released it or is gone, so that what it made may be in the cache now.
   * Throws AppError `cancelled`, and what the file system says where no file can be made.
   */
  static async takeOrWait(path: string, signal?: AbortSignal, times = usualTimes): Promise<DecodeLock | null> {
    const own: Holder = { processId: process.pid, host: hostname(), token: randomUUID() };
    await mkdir(dirname(path), { recursive: true });
    if (await createOnce(path, own)) return new DecodeLock(path, own, times);
    while (await isHeld(path, times)) {
      try {
        await sleep(times.lookMs, undefined, { signal });
      } catch (cause) {
        throw new AppError('cancelled', 'The loading of images was cancelled.', { cause });
      }
    }
    return null;
  }

  async release(): Promise<void> {
    clearInterval(this.timer);
    const holder = await readHolder(this.path);
    if (holder?.token === this.own.token) await rm(this.path, { force: true });
  }
}

/** False where nobody holds it any more; a lock whose holder is gone is taken away. */
async function isHeld(path: string, { silentMs }: DecodeLockTimes): Promise<boolean> {
  const found = await stat(path).catch(absent);
  if (found === undefined) return false;
  const holder = await readHolder(path);
  const isGone = holder?.host === hostname() && !isProcessThere(holder.processId);
  if (!isGone && Date.now() - found.mtimeMs < silentMs) return true;
  // Moved before it is deleted, so that of two that find it stale only one takes it away.
  const stale = `${path}.${randomUUID().slice(0, 8)}.stale`;
  await rename(path, stale).catch(absent);
  await rm(stale, { force: true });
  return false;
}

/** False when the file is there already. */
async function createOnce(path: string, own: Holder): Promise<boolean> {
  try {
    const file = await open(path, 'wx');
    try {
      await file.writeFile(JSON.stringify(own));
    } finally {
      await file.close();
    }
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

/** Null for one that is gone, or not whole yet. */
async function readHolder(path: string): Promise<Holder | null> {
  try {
    return Holder.parse(JSON.parse((await readWholeFile(path)).toString('utf8')));
  } catch (error) {
    if (isMissing(error) || error instanceof SyntaxError || error instanceof z.ZodError) return null;
    throw error;
  }
}
