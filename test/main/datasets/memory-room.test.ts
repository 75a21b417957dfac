/** However many large images come at once, what they hold together stays below the room's 512 MiB. */
import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeImageBytes, withImageBytes } from '../../../src/main/datasets/decode-image';
import { MemoryRoom } from '../../../src/main/datasets/memory-room';

const mebi = 1024 ** 2;

/** The largest sum of what was held at the same time, in MiB. */
async function mostAtOnce(sizesMib: readonly number[], room = new MemoryRoom()): Promise<number> {
  let held = 0;
  let most = 0;
  const hold = (mib: number) =>
    room.hold(mib * mebi, async () => {
      held += mib;
      most = Math.max(most, held);
      await sleep(2);
      held -= mib;
    });
  await Promise.all(sizesMib.map(hold));
  return most;
}

describe('the room for images', () => {
  it('lets in what fits together, and no more', async () => {
    expect(await mostAtOnce([200, 200, 200, 200, 200, 200])).toBe(400);
    expect(await mostAtOnce([1, 2, 3, 4])).toBe(10);
  });

  it('lets the largest images in one by one: 8192 x 8192 pixels at 7 bytes', async () => {
    expect(await mostAtOnce(Array<number>(8).fill((8192 * 8192 * 7) / mebi))).toBe(448);
  });

  it('lets nothing in beside what wants all of it', async () => {
    const room = new MemoryRoom();
    const inside: string[] = [];
    const enter = (name: string, bytes: number) =>
      room.hold(bytes, async () => {
        inside.push(`${name} in`);
        await sleep(2);
        inside.push(`${name} out`);
      });
    await Promise.all([enter('small', 1), enter('all', Infinity), enter('late', 1)]);
    const all = inside.indexOf('all in');
    expect(inside[all + 1]).toBe('all out');
  });
});

describe('large files', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'memory-room-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  /** A PNG's first bytes and then nothing, of so many MiB. */
  async function sparsePng(name: string, mib: number): Promise<string> {
    const path = join(folder, name);
    await writeFile(
      path,
      await sharp({ create: { width: 3, height: 3, channels: 3, background: 'red' } })
        .png()
        .toBuffer(),
    );
    await truncate(path, mib * mebi);
    return path;
  }

  it('are in memory one at a time, however many are read at once', async () => {
    const room = new MemoryRoom();
    let inMemory = 0;
    const counts: number[] = [];
    const paths = await Promise.all(Array.from({ length: 6 }, (_, at) => sparsePng(`${at}.png`, 17)));
    const read = (path: string) =>
      withImageBytes(path, room, async (bytes, left) => {
        inMemory += 1;
        counts.push(inMemory);
        // Whoever has all of the room can decode without waiting for a share of it.
        await decodeImageBytes(bytes, path, left);
        inMemory -= 1;
      });
    await Promise.all(paths.map(read));
    expect(counts).toEqual([1, 1, 1, 1, 1, 1]);
  });

  it.each([
    ['nothing', [], 'it has no pixels behind the header of a PNG'],
    ['pixels of another kind', [0, 0, 1, 0, ...Buffer.from('IDAT'), 1, 2], 'its pixels are not compressed'],
  ])('that have a PNG’s header and then %s are not read', async (_, then, told) => {
    const path = join(folder, 'header.png');
    const whole = await sharp({ create: { width: 3, height: 3, channels: 3, background: 'red' } })
      .png()
      .toBuffer();
    // Its signature, and the header with its frame.
    await writeFile(path, Buffer.concat([whole.subarray(0, 8 + 25), Buffer.from(then)]));
    await truncate(path, 255 * mebi);
    const read = withImageBytes(path, new MemoryRoom(), () => Promise.resolve('read'));
    await expect(read).rejects.toMatchObject({ code: 'damaged', message: expect.stringContaining(told) });
  });

  it('that are no images are not read', async () => {
    const path = join(folder, 'nothing.png');
    await writeFile(path, '');
    await truncate(path, 200 * mebi);
    const before = process.resourceUsage().maxRSS;
    await expect(withImageBytes(path, new MemoryRoom(), () => Promise.resolve())).rejects.toMatchObject({
      code: 'damaged',
      message: expect.stringContaining('of no format that is known here'),
    });
    expect(process.resourceUsage().maxRSS - before, 'kilobytes').toBeLessThan(50_000);
  });
});

it('an image of 16000 x 16000 pixels is refused by its header, before any pixel is decoded', async () => {
  const side = 16_000;
  const header = Buffer.alloc(26);
  header.write('BM');
  header.writeUInt32LE(54, 10);
  header.writeUInt32LE(12, 14);
  header.writeUInt16LE(side, 18);
  header.writeUInt16LE(side, 20);
  header.writeUInt16LE(24, 24);
  const png = sharp({ create: { width: side, height: side, channels: 3, background: 'red' }, limitInputPixels: false });
  const files = {
    'a.bmp': header,
    'a.ppm': Buffer.from(`P6\n${side} ${side}\n255\n`),
    'a.png': await png.png().toBuffer(),
  };
  for (const [name, bytes] of Object.entries(files)) {
    await expect(decodeImageBytes(bytes, name, roomForNothing())).rejects.toMatchObject({
      message: expect.stringContaining('16000 x 16000 pixels, and no more than 8192 x 8192 are read'),
    });
  }
});

/** Whoever decodes asks for room first, and gets none here. */
function roomForNothing(): MemoryRoom {
  const room = new MemoryRoom();
  room.hold = () => Promise.reject(new Error('It was to be decoded.'));
  return room;
}
