/** Random labels and scores for properties; scores are multiples of 1/8 so that ties are frequent. */
import fc from 'fast-check';

export interface Scored {
  labels: number[];
  scores: number[];
}

const image = fc.record({ label: fc.constantFrom(0, 1), eighths: fc.integer({ min: 0, max: 8 }) });

/** Any number of images, perhaps of one class only. */
export const scored: fc.Arbitrary<Scored> = fc.array(image, { maxLength: 60 }).map((images) => ({
  labels: images.map(({ label }) => label),
  scores: images.map(({ eighths }) => eighths / 8),
}));

/** At least one fake and one real. */
export const scoredOfBothClasses: fc.Arbitrary<Scored> = fc
  .tuple(fc.array(image, { maxLength: 60 }), fc.integer({ min: 0, max: 8 }), fc.integer({ min: 0, max: 8 }))
  .map(([images, fake, real]) => ({
    labels: [...images.map(({ label }) => label), 0, 1],
    scores: [...images.map(({ eighths }) => eighths / 8), fake / 8, real / 8],
  }));
