/** What buffers keep: a reservoir each image with the same chance, GDumb the same count of each kind, DFIL two kinds of images. */
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { imageRef, labelsOfRefs, locateImage } from '../../../src/core/images/image-refs';
import { chooseForMemory } from '../../../src/core/methods/dfil-memory';
import { offerGreedily } from '../../../src/core/methods/gdumb';
import { BufferData, drawFromBuffer, offerToReservoir } from '../../../src/core/methods/replay-buffer';
import { randomStream } from '../../../src/core/random';
import { openEngine } from '../../../src/engine/open-engine';
import { tinyImages } from '../training/tiny-chain';
import { taskUnderTest } from './task-under-test';

const emptyBuffer = (): BufferData => BufferData.parse({});
const numbers = (count: number, first = 0) => Array.from({ length: count }, (_, index) => first + index);

describe('a reservoir', () => {
  it('keeps the first images as they come, and is never larger than its capacity', () => {
    const buffer = emptyBuffer();
    offerToReservoir(buffer, { images: numbers(3) }, { capacity: 5, random: randomStream(1, 'a') });
    expect(buffer).toEqual({ images: [0, 1, 2], logits: [], seen: 3 });
    offerToReservoir(buffer, { images: numbers(50, 3) }, { capacity: 5, random: randomStream(1, 'b') });
    expect(buffer.images).toHaveLength(5);
    expect(buffer.seen).toBe(53);
  });

  it('keeps every image of a stream with the same chance', () => {
    const counts = new Array<number>(40).fill(0);
    const benchmarks = 4000;
    for (let benchmark = 0; benchmark < benchmarks; benchmark++) {
      const buffer = emptyBuffer();
      const random = randomStream(benchmark, 'reservoir');
      offerToReservoir(buffer, { images: numbers(40) }, { capacity: 10, random });
      for (const image of buffer.images) counts[image] = (counts[image] ?? 0) + 1;
    }
    // Binomial with p = 1/4: standard deviation 27 of 4000; five of those.
    for (const count of counts) expect(Math.abs(count - benchmarks / 4)).toBeLessThan(5 * 27.4);
  });

  it("keeps an image's own logits with it, and draws images once each, all there are at most", () => {
    const buffer = emptyBuffer();
    for (const start of [0, 4, 8, 12]) {
      const images = numbers(4, start);
      const logits = Float32Array.from(images.flatMap((image) => [image, image + 0.5]));
      offerToReservoir(buffer, { images, logits }, { capacity: 6, random: randomStream(start, 'reservoir') });
    }
    for (const count of [4, 100]) {
      const drawn = drawFromBuffer(buffer, count, { name: 'replayed', random: randomStream(count, 'replay') });
      expect(drawn.images).toHaveLength(Math.min(count, 6));
      expect(new Set(Array.from(drawn.images)).size).toBe(drawn.images.length);
      expect([...(drawn.logits ?? [])]).toEqual(Array.from(drawn.images).flatMap((image) => [image, image + 0.5]));
    }
  });
});

describe("GDumb's buffer", () => {
  const offerAll = (kinds: readonly string[], capacity: number) => {
    const buffer = { images: [] as number[], kinds: [] as string[] };
    kinds.forEach((kind, image) =>
      offerGreedily(buffer, { image, kind }, { capacity, random: randomStream(image, 'greedy') }),
    );
    return buffer;
  };
  const countsOf = (kinds: readonly string[]) =>
    Object.fromEntries([...new Set(kinds)].sort().map((kind) => [kind, kinds.filter((one) => one === kind).length]));

  it('fills up, then gives new kinds the places of the largest', () => {
    const stream = [...'aaaaaaaaaabbbbbbbbbbccccccccccdddddddddd'];
    const { images, kinds } = offerAll(stream, 8);
    expect(countsOf(kinds)).toEqual({ a: 2, b: 2, c: 2, d: 2 });
    expect(kinds).toEqual(images.map((image) => stream[image]));
    expect(new Set(images).size).toBe(8);
  });

  it('never changes again once it is full of the same kinds', () => {
    const { images } = offerAll([...'abababababab'], 4);
    expect(images).toEqual([0, 1, 2, 3]);
  });
});

describe("DFIL's memory", () => {
  beforeAll(() => openEngine('cpu'));

  it('has of each class the least sure and the nearest to the mean, each once', async () => {
    // Eight images, four of each class: d = z0 - z1 says how sure, one feature where they lie.
    const set = tinyImages('memory', 4, 0);
    const [sure, feature] = [
      [4, 0.1, 3, 2, -3, -0.2, -4, -2],
      [0, 9, 4, 3, 5, 20, 6, 4],
    ];
    const images = Float64Array.from(numbers(8), (index) => imageRef(0, index));
    const task = taskUnderTest({
      imagesOf: () => images,
      labelsOf: (refs) => labelsOfRefs([set], refs),
      // In two batches, of which the second begins with another class's images.
      async studentPass(visit) {
        for (const [from, to] of [
          [0, 3],
          [3, 8],
        ]) {
          const rows = numbers(8).slice(from, to);
          const logits = tf.tensor2d(rows.map((row) => [sure[row] ?? 0, 0]));
          const representation = tf.tensor2d(rows.map((row) => [feature[row] ?? 0]));
          await visit({ logits, representation }, tf.tensor2d(rows.map(() => [1, 0])));
        }
      },
    });
    // Fakes: least sure 1 (0.1); mean of 0, 9, 4, 3 is 4, nearest 2. Reals: least sure 5 (-0.2); mean 8.75, nearest 6.
    expect(await chooseForMemory(task, 1)).toEqual([1, 2, 5, 6]);
    // Two of each: 1, 3 and 2, 3 of the fakes; 5, 7 and 6, 4 of the reals.
    expect(await chooseForMemory(task, 2)).toEqual([1, 3, 2, 5, 7, 6, 4]);
  });
});

describe('references of images', () => {
  it('find their set and place, and refuse what is not there', () => {
    const sets = [tinyImages('one', 2, 0), tinyImages('two', 3, 1)];
    expect(locateImage(sets, imageRef(1, 5))).toEqual({ set: sets[1], index: 5 });
    expect(() => locateImage(sets, imageRef(1, 6))).toThrow('There is no image 6 in set 1 of 2.');
    expect(() => locateImage(sets, imageRef(2, 0))).toThrow('There is no image 0 in set 2 of 2.');
  });
});
