/** Batches as all augmentations show them: each image the same wherever it stands, and the old streams of flip and CutMix. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { augmentations } from '../../../../src/core/augmentations/index';
import type { ImageSet } from '../../../../src/core/images/image-set';
import { randomStream } from '../../../../src/core/random';
import { augments, drawChanges } from '../../../../src/core/training/batches/draw-changes';
import { gatherBatch } from '../../../../src/core/training/batches/image-batch';
import { splitRows } from '../../../../src/core/training/batches/row-range';
import type { Parameters } from '../../../../src/shared/field';
import { everyAugmentation } from '../../augmentations/every-augmentation';

const size = 32;
const length = size * size * 3;
const random = randomStream(1, 'images');
const images: ImageSet = {
  files: [],
  labels: Uint8Array.from({ length: 12 }, (_, index) => index % 2),
  pixels: Uint8Array.from({ length: 12 * length }, () => random.integer(256)),
  size,
};
const place = { seed: 5, stage: 2, epoch: 3, batch: 1 };
const off = { ...Object.fromEntries(augmentations.map(({ probability }) => [probability, 0])) };
const open = (parameters: Parameters) => augmentations.map((augmentation) => augmentation.open(parameters));
const labelsOf = (indices: readonly number[]) => Uint8Array.from(indices, (index) => images.labels[index] ?? 0);

function batchOf(
  indices: readonly number[],
  parameters: Parameters,
  { at = place, own = indices.length }: { at?: typeof place; own?: number } = {},
) {
  const changes = drawChanges(open(parameters), at, { labels: labelsOf(indices), own, size });
  return { indices, ...changes };
}

const pixelsOf = (choice: ReturnType<typeof batchOf>) => gatherBatch(images, choice).pixels;
const rowOf = (pixels: Float32Array, row: number) => pixels.slice(row * length, (row + 1) * length);
/** Flip and CutMix are drawn for a batch as a whole; all others for an image. */
const ofSingleImages = { ...everyAugmentation, horizontalFlip: 0, cutmixProbability: 0 };

describe('a batch with all augmentations', () => {
  it('shows an image with the same bytes wherever it stands in whichever batch of the epoch', () => {
    const order = fc.uniqueArray(fc.integer({ min: 0, max: 11 }), { minLength: 2, maxLength: 5 });
    fc.assert(
      fc.property(order, order, fc.nat(50), (one, other, batch) => {
        const first = pixelsOf(batchOf(one, ofSingleImages));
        const second = pixelsOf(batchOf(other, ofSingleImages, { at: { ...place, batch } }));
        one.forEach((index, row) => {
          const elsewhere = other.indexOf(index);
          if (elsewhere !== -1) expect(rowOf(second, elsewhere)).toEqual(rowOf(first, row));
        });
      }),
      { numRuns: 15 },
    );
  });

  it('shows it otherwise in another epoch, and in another stage', () => {
    const shown = pixelsOf(batchOf([0, 1, 2, 3], ofSingleImages));
    for (const at of [
      { ...place, epoch: 4 },
      { ...place, stage: 3 },
    ]) {
      expect(pixelsOf(batchOf([0, 1, 2, 3], ofSingleImages, { at }))).not.toEqual(shown);
    }
  });

  it('is the same bytes in one piece, and shared by replicas and their micro-batches', () => {
    const choice = batchOf([3, 1, 4, 0, 5, 9, 2], everyAugmentation);
    const whole = pixelsOf(choice);
    expect(choice.pasting ?? null).not.toBeNull();
    for (const parts of [2, 3, 7]) {
      const shares = splitRows(7, parts).map((rows) => [...gatherBatch(images, { ...choice, rows }).pixels]);
      expect(Float32Array.from(shares.flat())).toEqual(whole);
    }
  });

  it('stays in [-1, 1], the range of bytes', () => {
    for (const value of pixelsOf(batchOf([0, 1, 2, 3, 4, 5], everyAugmentation))) {
      expect(Math.abs(value)).toBeLessThanOrEqual(1);
    }
  });

  it("pastes the partner as it is shown, and the batch's own images alone", () => {
    const choice = batchOf([0, 2, 4, 6, 8, 10], { ...everyAugmentation, cutmixProbability: 1 }, { own: 4 });
    const { pasting } = choice;
    if (!pasting) throw new Error('CutMix at probability 1 pasted nothing.');
    expect(pasting.partners).toHaveLength(4);
    const [shown, mixed] = [pixelsOf({ ...choice, pasting: null }), pixelsOf(choice)];
    const { box, partners } = pasting;
    mixed.forEach((value, at) => {
      const row = Math.floor(at / length);
      const y = Math.floor((at % length) / (size * 3));
      const x = Math.floor((at % (size * 3)) / 3);
      const isInside = y >= box.top && y < box.bottom && x >= box.left && x < box.right;
      const from = isInside ? (partners[row] ?? row) : row;
      expect(value).toBe(shown[from * length + (at % length)]);
    });
  });
});

describe('with all augmentations off', () => {
  it('is the images as they are, and knows it', () => {
    const choice = batchOf([3, 1, 7], off);
    expect(choice).toEqual({ indices: [3, 1, 7], change: null });
    expect(pixelsOf(choice)).toEqual(gatherBatch(images, { indices: [3, 1, 7] }).pixels);
    expect([1, 2].map((stage) => augments(open(off), stage))).toEqual([false, false]);
  });

  it('is so in the first stage too where CutMix alone is on, and it is for continual stages', () => {
    const cutmix = open({ ...off, cutmixProbability: 0.2 });
    expect([1, 2].map((stage) => augments(cutmix, stage))).toEqual([false, true]);
  });
});

/** Runs of versions before augmentations were a list go on to the same bytes. */
describe('flip and CutMix', () => {
  it('draw for every row, and for the own ones, from one stream for each batch', () => {
    const indices = [0, 1, 2, 3, 4, 5];
    const choice = batchOf(indices, { ...off, horizontalFlip: 0.5, cutmixProbability: 1 }, { own: 4 });
    const flips = randomStream(5, 'flip', 2, 3, 1);
    expect(choice.mirrored).toEqual(Uint8Array.from(indices, () => (flips.uniform() < 0.5 ? 1 : 0)));
    const pastes = randomStream(5, 'cutmix', 2, 3, 1);
    pastes.uniform();
    const kept = pastes.beta(0.5, 0.5);
    const partners = pastes.permutation(4);
    expect(choice.pasting?.partners).toEqual(partners.map((partner, row) => (partner % 2 === row % 2 ? partner : row)));
    const half = Math.floor(Math.floor(size * Math.sqrt(1 - kept)) / 2);
    const [x, y] = [pastes.integer(size), pastes.integer(size)];
    expect(choice.pasting?.box).toEqual({
      ...{ top: Math.max(0, y - half), left: Math.max(0, x - half) },
      ...{ bottom: Math.min(size, y + half), right: Math.min(size, x + half) },
    });
    expect(choice.change).toBeNull();
  });
});
