/** Batches, mirroring and CutMix. */
import { describe, expect, it } from 'vitest';
import { cutmix, drawBox } from '../../../src/core/training/cutmix';
import { gatherBatch, type ImageBatch } from '../../../src/core/training/image-batch';
import type { ImageSet } from '../../../src/core/training/training';
import { randomStream } from '../../../src/core/random';

/** Image k of 2x2 pixels; its bytes count up from 12 k. */
const counting: ImageSet = {
  files: ['a', 'b'],
  labels: Uint8Array.of(0, 1),
  pixels: Uint8Array.from({ length: 24 }, (_, index) => index),
  size: 2,
};

const scaled = (bytes: number[]) => bytes.map((byte) => Math.fround((byte / 255 - 0.5) / 0.5));

describe('gatherBatch', () => {
  it('scales bytes to [-1, 1] in the order asked', () => {
    const { pixels, labels } = gatherBatch(counting, { indices: [1, 0] });
    expect([...labels]).toEqual([1, 0]);
    expect([...pixels.subarray(0, 3), ...pixels.subarray(12, 15)]).toEqual(scaled([12, 13, 14, 0, 1, 2]));
    const ends = { ...counting, pixels: Uint8Array.of(0, 255, ...new Uint8Array(22)) };
    expect([...gatherBatch(ends, { indices: [0] }).pixels.subarray(0, 2)]).toEqual([-1, 1]);
  });

  it('mirrors left to right, channels kept', () => {
    const { pixels } = gatherBatch(counting, { indices: [0, 0], isMirrored: (place) => place === 1 });
    expect([...pixels.subarray(12)]).toEqual(scaled([3, 4, 5, 0, 1, 2, 9, 10, 11, 6, 7, 8]));
  });
});

describe('cutmix', () => {
  const size = 16;
  const length = size * size * 3;
  /** Image k holds the value k everywhere; even ones are fake. */
  const batch: ImageBatch = {
    pixels: Float32Array.from({ length: 8 * length }, (_, at) => Math.floor(at / length)),
    labels: Uint8Array.from({ length: 8 }, (_, place) => place % 2),
    count: 8,
    size,
  };
  const values = (mixed: ImageBatch, place: number) => [
    ...new Set(mixed.pixels.subarray(place * length, (place + 1) * length)),
  ];

  it.each([
    ['same', 0],
    ['opposite', 1],
  ] as const)('pastes partners of the %s class only, and keeps labels and the given batch', (partner, parity) => {
    const original = Float32Array.from(batch.pixels);
    let pasted = 0;
    for (let round = 0; round < 50; round++) {
      const mixed = cutmix(batch, randomStream(1, 'cutmix', round), { probability: 1, alpha: 0.5, partner });
      expect(mixed.labels).toEqual(batch.labels);
      for (let place = 0; place < 8; place++) {
        const others = values(mixed, place).filter((value) => value !== place);
        expect(others.length).toBeLessThanOrEqual(1);
        for (const other of others) expect((other + place) % 2).toBe(parity);
        pasted += others.length;
      }
    }
    expect(pasted).toBeGreaterThan(50);
    expect(batch.pixels).toEqual(original);
  });

  it('changes about the asked share of batches', () => {
    const changed = Array.from({ length: 400 }, (_, round) =>
      cutmix(batch, randomStream(2, 'cutmix', round), { probability: 0.2, alpha: 1, partner: 'same' }),
    ).filter((mixed) => mixed !== batch).length;
    expect(Math.abs(changed / 400 - 0.2)).toBeLessThan(0.06);
  });

  it('draws boxes of side ratio sqrt(1 - kept share) around a uniform centre, clipped', () => {
    const random = randomStream(3, 'box');
    let clipped = 0;
    for (let round = 0; round < 300; round++) {
      const { top, left, bottom, right } = drawBox(16, 0.75, random);
      // 16 sqrt(0.25) = 8 pixels.
      expect(Math.min(top, left)).toBeGreaterThanOrEqual(0);
      expect(Math.max(bottom, right)).toBeLessThanOrEqual(16);
      const isClipped = top === 0 || left === 0 || bottom === 16 || right === 16;
      if (isClipped) clipped += 1;
      else expect([bottom - top, right - left]).toEqual([8, 8]);
    }
    expect(clipped).toBeGreaterThan(0);
    const whole = drawBox(16, 1, random);
    expect((whole.bottom - whole.top) * (whole.right - whole.left)).toBe(0);
  });
});
