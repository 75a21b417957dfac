/** Splice: a piece of another photograph, roughly matched in colour to the place that it covers. */
import type { RgbImage } from '../../../core/images/rgb-image';
import type { Manipulation } from './manipulation';
import { SPLICE } from './settings';

/** After swapping in another person's face (FaceForensics++: FaceSwap). */
export const splice: Manipulation = {
  task: 'Splice',
  summary: "Another photograph's region, its brightness and contrast matched to the place, its colour only roughly.",
  alter(image, { mask, random, cropDonor }) {
    const donor = cropDonor();
    const values = new Float32Array(donor.pixels.length);
    for (let channel = 0; channel < 3; channel += 1) {
      const here = statisticsWithin(image, mask, channel);
      const there = statisticsWithin(donor, mask, channel);
      const contrast = (here.deviation / there.deviation) ** SPLICE.contrastMatch;
      const mean = here.mean + SPLICE.cast * random.normal();
      for (let at = channel; at < values.length; at += 3) {
        values[at] = mean + contrast * ((donor.pixels[at] ?? 0) - there.mean);
      }
    }
    return { values, size: image.width };
  },
};

/** Mean and standard deviation of a channel under the mask; the deviation is at least one grey level. */
function statisticsWithin(image: RgbImage, mask: Float32Array, channel: number): { mean: number; deviation: number } {
  let weight = 0;
  let sum = 0;
  let squares = 0;
  mask.forEach((share, at) => {
    const value = image.pixels[at * 3 + channel] ?? 0;
    weight += share;
    sum += share * value;
    squares += share * value * value;
  });
  const mean = sum / weight;
  return { mean, deviation: Math.sqrt(Math.max(1, squares / weight - mean * mean)) };
}
