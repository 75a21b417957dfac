/** Reenactment: the region rendered at half the resolution and pulled to one side, with grain for the lost detail. */
import type { RandomStream } from '../../../core/random';
import { between } from './ellipse';
import type { Layer } from './layer';
import { halve, layerOf, sampleAt } from './layer';
import type { Manipulation } from './manipulation';
import { REENACTMENT } from './settings';

/** After the transfer of expressions onto a rendered face (FaceForensics++: Face2Face). */
export const reenactment: Manipulation = {
  task: 'Reenactment',
  summary:
    'Rendered at half the resolution, warped locally by a few pixels, and grained as strongly as it lost detail.',
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
    addGrain({ values, size }, { lost: lostDetail(original, rendered, mask), random });
    return { values, size };
  },
};

/** Root mean square of what the render left out, in grey levels, where the mask shows it. */
function lostDetail(original: Layer, rendered: Layer, mask: Float32Array): number {
  const { values, size } = original;
  let squares = 0;
  let shown = 0;
  for (let at = 0; at < size * size; at += 1) {
    const share = mask[at] ?? 0;
    const coarse = sampleAt(rendered, { x: ((at % size) - 0.5) / 2, y: (Math.floor(at / size) - 0.5) / 2 }, 1);
    squares += share * ((values[at * 3 + 1] ?? 0) - coarse) ** 2;
    shown += share;
  }
  return Math.sqrt(squares / Math.max(1, shown));
}

/**
 * Without it the fakes would be told by their lack of detail alone, and a detector of added texture, the last task,
 * would rank them as the most real of all.
 */
function addGrain({ values, size }: Layer, { lost, random }: { lost: number; random: RandomStream }): void {
  for (let at = 0; at < size * size; at += 1) {
    const grain = REENACTMENT.grain * lost * random.normal();
    for (let channel = 0; channel < 3; channel += 1) {
      values[at * 3 + channel] = (values[at * 3 + channel] ?? 0) + grain;
    }
  }
}
