/**
 * How many faces are found in photographs that are not ours to pass on: CORED_FACE_PHOTOGRAPHS names a folder whose files
 * are called `<name>.<faces>.<ending>`. docs/prepare.md has the figures and says where the photographs are from.
 */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { describe, expect, it } from 'vitest';
import { FaceNetworks } from '../../../src/core/faces/face-networks';
import { openEngine } from '../../../src/engine/open-engine';
import { decodeImageBytes } from '../../../src/main/datasets/decode-image';
import { findTools } from '../../../src/main/prepare/find-tools';
import { readFaceWeights } from '../../../src/main/prepare/read-face-weights';
import { obstacle } from './tools-here';

const folder = process.env['CORED_FACE_PHOTOGRAPHS'];

const changes: Readonly<Record<string, (image: Sharp) => Sharp>> = {
  'as it is': (image) => image,
  'turned by 15°': (image) => image.rotate(15),
  'turned by 30°': (image) => image.rotate(30),
  'turned by 180°': (image) => image.rotate(180),
  'at 30 % of the brightness': (image) => image.linear(0.3, 0),
  'blurred by 4 pixels': (image) => image.blur(4),
  'JPEG of quality 10': (image) => image.jpeg({ quality: 10 }),
  'in grey': (image) => image.greyscale(),
};

describe.skipIf(obstacle !== null || folder === undefined)('faces in photographs', { timeout: 900_000 }, () => {
  it('are all found where the photograph is as it is', async () => {
    await openEngine('wasm');
    const faces = new FaceNetworks(await readFaceWeights(findTools().faces));
    const files = (await readdir(folder ?? '')).filter((file) => /\.\d+\.\w+$/.test(file)).sort();
    const total = files.reduce((sum, file) => sum + Number(/\.(\d+)\.\w+$/.exec(file)?.[1]), 0);
    const found: Record<string, number> = {};
    for (const file of files) {
      const plain = await sharp(join(folder ?? '', file))
        .removeAlpha()
        .png()
        .toBuffer();
      for (const [name, change] of Object.entries(changes)) {
        const image = await decodeImageBytes(await change(sharp(plain)).toBuffer(), file);
        found[name] = (found[name] ?? 0) + faces.findFaces(image, 0.5).length;
      }
    }
    faces.dispose();
    // eslint-disable-next-line no-console
    for (const [name, count] of Object.entries(found)) console.info(`${name}: ${count} of ${total}`);
    expect(found['as it is']).toBe(total);
  });
});
