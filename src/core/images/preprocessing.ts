/** What is done to an image before a network sees it, as the published code does it: one place for training and exports. */

/** A byte becomes (byte / 255 - mean) / standardDeviation, hence [-1, 1]; an image is resized to a square without a crop. */
export const preprocessing = {
  mean: 0.5,
  standardDeviation: 0.5,
  channels: 'RGB',
  resize: 'bilinear, anti-aliased',
} as const;
