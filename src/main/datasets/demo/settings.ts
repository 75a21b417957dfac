/** Every number that decides how large and how difficult the demo's tasks are. */
import type { SplitName } from '../../../shared/task';

/** Raise it whenever anything here, or the code that uses it, changes the bytes that come out. */
export const DEMO_VERSION = 2;

export const DEMO_SEED = 2020;

/** Images per class. */
export type SplitSizes = Readonly<Record<SplitName, number>>;

export const SPLIT_SIZES: SplitSizes = { train: 600, val: 100, test: 100 };

/** Pixels a side. */
export const IMAGE_SIZE = 64;

/** Real and fake images are written alike. */
export const JPEG = { quality: 95, chromaSubsampling: '4:4:4' } as const;

export const CROP = {
  /** Side of the piece of photograph that becomes an image; above IMAGE_SIZE, so that the result is always
   * reduced and sharp, whatever the photograph. */
  smallestSide: 80,
  largestSide: 152,
  /** Mean absolute difference of neighbouring pixels, in grey levels: below it there is nothing to manipulate. */
  leastDetail: 8,
  /** Pieces tried before the one with the most detail is taken. */
  attempts: 60,
} as const;

/** The region that a manipulation replaces, in pixels. */
export const ELLIPSE = {
  centreJitter: 7,
  smallestRadius: 18,
  largestRadius: 28,
  /** Width of the soft edge, as a share of the radius. */
  smallestFeather: 0.1,
  largestFeather: 0.3,
} as const;

/** Surplus of the output positions that two taps of the transposed convolution reach over those that one reaches. */
export const RESYNTHESIS = { overlap: 0.035 } as const;

/**
 * Shift of the middle in pixels; share of the half-resolution render in the result; grain that is added for the detail
 * that the render lost, as a share of that detail.
 */
export const REENACTMENT = { smallestShift: 2, largestShift: 4, render: 1, grain: 0.75 } as const;

/**
 * The match of colours is imperfect: each channel's mean is off by `cast` grey levels (standard deviation), and the
 * contrast goes `contrastMatch` of the way (on a logarithmic scale) from the donor's to that of the place.
 * With half the cast a five-convolution network finds too few of these images to call it a trained detector.
 */
export const SPLICE = { cast: 25, contrastMatch: 0.7 } as const;

export const TEXTURE = {
  /** DCT coefficients (u, v) with u + v at least this are amplified. */
  fromFrequency: 6,
  gain: 2.3,
  /** Standard deviation, in grey levels. */
  noise: 4,
} as const;
