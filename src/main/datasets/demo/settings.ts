/** Every number that decides how large and how difficult the demo's tasks are. */

/** Raise it whenever anything here, or the code that uses it, changes the bytes that come out. */
export const DEMO_VERSION = 1;

export const DEMO_SEED = 2020;

/** Images per class. */
export const SPLIT_SIZES = { train: 400, val: 100, test: 100 } as const;

/** Pixels a side. */
export const IMAGE_SIZE = 64;

/** Real and fake images are written alike. */
export const JPEG = { quality: 95, chromaSubsampling: '4:4:4' } as const;

export const CROP = {
  /** Side of the piece of photograph that becomes an image; never below IMAGE_SIZE, which would have to be enlarged. */
  smallestSide: 64,
  largestSide: 144,
  /** Mean absolute difference of neighbouring pixels, in grey levels: below it there is nothing to manipulate. */
  leastDetail: 5,
  /** Pieces tried before the one with the most detail is taken. */
  attempts: 60,
} as const;

/** The region that a manipulation replaces, in pixels. */
export const ELLIPSE = {
  centreJitter: 7,
  smallestRadius: 16,
  largestRadius: 26,
  /** Width of the soft edge, as a share of the radius. */
  smallestFeather: 0.15,
  largestFeather: 0.35,
} as const;

/** Surplus of the output positions that two taps of the transposed convolution reach over those that one reaches. */
export const RESYNTHESIS = { overlap: 0.05 } as const;

/** Shift of the middle in pixels; share of the half-resolution render in the result. */
export const REENACTMENT = { smallestShift: 2, largestShift: 4, render: 0.8 } as const;

/** How far the donor's mean and contrast are moved to those of the place it goes to: 1 is a perfect match. */
export const SPLICE = { meanMatch: 0.9, contrastMatch: 0.7 } as const;

export const TEXTURE = {
  /** DCT coefficients (u, v) with u + v at least this are amplified. */
  fromFrequency: 6,
  gain: 1.8,
  /** Standard deviation, in grey levels. */
  noise: 2,
} as const;
