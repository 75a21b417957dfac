/** Reenactment: the region rendered at half the resolution and pulled to one side. */
import { between } from './ellipse';
import { halve, layerOf, sampleAt } from './layer';
import type { Manipulation } from './manipulation';
import { REENACTMENT } from './settings';

/** After the transfer of expressions onto a rendered face (FaceForensics++: Face2Face). */
export const reenactment: Manipulation = {
  task: 'Reenactment',
  summary: 'Rendered at half the resolution and warped locally by a few pixels.',
  alter(image, { mask, random }) {
    const original = layerOf(image);
    const rendered = halve(original);
    const { size } = original;
    const shift = between(REENACTMENT.smallestShift, REENACTMENT.largestShift, random);
    const direction = between(0, 2 * Math.PI, random);
    const values = new Float32Array(original.values.length);
    for (let at = 0; at < size * size; at += 1) {
      // The middle of the ellipse moves most and its edge not at all, so that nothing tears.
      const pull = shift * (mask[at] ?? 0);
      const x = (at % size) - pull * Math.cos(direction);
      const y = Math.floor(at / size) - pull * Math.sin(direction);
      for (let channel = 0; channel < 3; channel += 1) {
        const sharp = sampleAt(original, { x, y }, channel);
        // Pixel centres: half-resolution pixel i covers 2 i and 2 i + 1.
        const coarse = sampleAt(rendered, { x: (x - 0.5) / 2, y: (y - 0.5) / 2 }, channel);
        values[at * 3 + channel] = sharp + REENACTMENT.render * (coarse - sharp);
      }
    }
    return { values, size };
  },
};
