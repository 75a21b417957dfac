/** Batches, mirroring and CutMix. */
import { describe, expect, it } from 'vitest';
import { drawBox, drawPasting } from '../../../../src/core/augmentations/cutmix';
import { gatherBatch, PixelMemory } from '../../../../src/core/training/batches/image-batch';
import type { ImageSet } from '../../../../src/core/images/image-set';
import { randomStream } from '../../../../src/core/random';

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
    const { pixels } = gatherBatch(counting, { indices: [0, 0], mirrored: Uint8Array.of(0, 1) });
    expect([...pixels.subarray(12)]).toEqual(scaled([3, 4, 5, 0, 1, 2, 9, 10, 11, 6, 7, 8]));
  });

  it('uses given memory again after its turns, and never while a batch may still be read', () => {
    const memory = new PixelMemory(2);
    const [first, second, third] = [[0], [1, 0], [1]].map((indices) => gatherBatch(counting, { indices, memory }));
    expect([...(second?.pixels ?? [])]).toEqual([...gatherBatch(counting, { indices: [1, 0] }).pixels]);
    expect([...(third?.pixels ?? [])]).toEqual([...gatherBatch(counting, { indices: [1] }).pixels]);
    expect(second?.pixels.buffer).not.toBe(first?.pixels.buffer);
    expect(third?.pixels.buffer).toBe(first?.pixels.buffer);
  });

  it('gives a replica the pixels of its rows and the labels of all', () => {
    const choice = { indices: [1, 0, 1], mirrored: Uint8Array.of(0, 1, 1) };
    const whole = gatherBatch(counting, choice);
    const part = gatherBatch(counting, { ...choice, rows: { from: 1, to: 3 } });
    expect(part).toMatchObject({ firstRow: 1, count: 3, labels: whole.labels });
    expect(part.pixels).toEqual(whole.pixels.subarray(12));
  });
});

describe('cutmix', () => {
  const size = 16;
  const length = size * size * 3;
  /** Image k holds the value k everywhere; even ones are fake. */
  const images: ImageSet = {
    files: [],
    labels: Uint8Array.from({ length: 8 }, (_, place) => place % 2),
    pixels: Uint8Array.from({ length: 8 * length }, (_, at) => Math.floor(at / length)),
    size,
  };
  const indices = [...images.labels.keys()];
  const values = (pixels: Float32Array, place: number) =>
    [...new Set(pixels.subarray(place * length, (place + 1) * length))].map((value) => Math.round((value + 1) * 127.5));

  it.each([
    ['same', 0],
    ['opposite', 1],
  ] as const)('pastes partners of the %s class only, and keeps labels', (partner, parity) => {
    let pasted = 0;
    for (let round = 0; round < 50; round++) {
      const pasting = drawPasting(images, randomStream(1, 'cutmix', round), {
        cutmixProbability: 1,
        cutmixAlpha: 0.5,
        cutmixPartner: partner,
      });
      const mixed = gatherBatch(images, { indices, pasting });
      expect(mixed.labels).toEqual(images.labels);
      for (let place = 0; place < 8; place++) {
        const others = values(mixed.pixels, place).filter((value) => value !== place);
        expect(others.length).toBeLessThanOrEqual(1);
        for (const other of others) expect((other + place) % 2).toBe(parity);
        pasted += others.length;
      }
    }
    expect(pasted).toBeGreaterThan(50);
  });

  it("pastes the partner as the batch shows it, mirrored or not, at its own place, also from outside a replica's rows", () => {
    const random = randomStream(4, 'pixels');
    const noise = { ...images, pixels: Uint8Array.from({ length: 8 * length }, () => random.integer(256)) };
    const mirrored = Uint8Array.of(0, 1, 1, 0, 0, 0, 0, 0);
    const box = { top: 2, left: 1, bottom: 9, right: 5 };
    const pasting = { box, partners: Uint32Array.of(0, 2, 7, 3, 4, 5, 6, 1) };
    const plain = gatherBatch(noise, { indices, mirrored });
    const mixed = gatherBatch(noise, { indices, mirrored, pasting });
    mixed.pixels.forEach((value, at) => {
      const place = Math.floor(at / length);
      const row = Math.floor((at % length) / (size * 3));
      const column = Math.floor((at % (size * 3)) / 3);
      const isInside = row >= 2 && row < 9 && column >= 1 && column < 5;
      const shown = isInside ? (pasting.partners[place] ?? NaN) : place;
      expect(value).toBe(plain.pixels[shown * length + (at % length)]);
    });
    const part = gatherBatch(noise, { indices, mirrored, pasting, rows: { from: 1, to: 2 } });
    expect(part.pixels).toEqual(mixed.pixels.subarray(length, 2 * length));
  });

  it('changes about the asked share of batches', () => {
    const changed = Array.from({ length: 400 }, (_, round) =>
      drawPasting(images, randomStream(2, 'cutmix', round), {
        cutmixProbability: 0.2,
        cutmixAlpha: 1,
        cutmixPartner: 'same',
      }),
    ).filter((pasting) => pasting !== null).length;
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
