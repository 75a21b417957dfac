/** Whatever happens to the bytes of an image, it is read or refused by name: no crash, and no other error. */
import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { decodeImageBytes } from '../../../src/main/datasets/decode-image';
import { AppError } from '../../../src/shared/errors';

const golden = new URL('../../golden/image-kinds.json', import.meta.url);
const { cases } = z
  .object({ cases: z.array(z.object({ name: z.string(), file: z.base64() })) })
  .parse(JSON.parse(await readFile(golden, 'utf8')));
/** What code of our own reads. */
const ours = cases.filter(({ name }) => /\.(bmp|gif|p.m)$/.test(name));

async function outcome(bytes: Uint8Array): Promise<string> {
  try {
    const { pixels, width, height } = await decodeImageBytes(bytes, 'x.img');
    return pixels.length === width * height * 3 ? 'read' : 'of another length';
  } catch (error) {
    return error instanceof AppError && error.code === 'damaged' && error.message.includes('"x.img"')
      ? 'refused'
      : String(error);
  }
}

describe('an image of which bytes are lost or changed', () => {
  // A second frame may be missing: it is not read.
  it.each(ours.filter(({ name }) => name !== 'two-frames.gif'))('$name, cut off', async ({ file }) => {
    const bytes = Buffer.from(file, 'base64');
    expect(await outcome(bytes)).toBe('read');
    for (let share = 0; share < 0.9; share += 0.05) {
      expect(await outcome(bytes.subarray(0, Math.floor(bytes.length * share))), `${share}`).toBe('refused');
    }
  });

  it.each(ours)('$name, with other bytes in its first hundred', async ({ file }) => {
    const bytes = Buffer.from(file, 'base64');
    const change = fc.tuple(fc.nat(99), fc.nat(255));
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 4 }), async (changes) => {
        const changed = Buffer.from(bytes);
        for (const [at, value] of changes) changed[at] = value;
        expect(['read', 'refused']).toContain(await outcome(changed));
      }),
      { numRuns: 60 },
    );
  });
});
