/** The feathered, jittered ellipse inside which every manipulation works. */
import type { RandomStream } from '../../../core/random';
import { ELLIPSE } from './settings';

/** Mask [size, size]: 1 inside, 0 outside, smooth in between. */
export function drawEllipse(size: number, random: RandomStream): Float32Array {
  const centreX = size / 2 + between(-ELLIPSE.centreJitter, ELLIPSE.centreJitter, random);
  const centreY = size / 2 + between(-ELLIPSE.centreJitter, ELLIPSE.centreJitter, random);
  const radiusX = between(ELLIPSE.smallestRadius, ELLIPSE.largestRadius, random);
  const radiusY = between(ELLIPSE.smallestRadius, ELLIPSE.largestRadius, random);
  const angle = between(0, Math.PI, random);
  const feather = between(ELLIPSE.smallestFeather, ELLIPSE.largestFeather, random);
  return Float32Array.from({ length: size * size }, (_, at) => {
    const dx = (at % size) + 0.5 - centreX;
    const dy = Math.floor(at / size) + 0.5 - centreY;
    const along = (dx * Math.cos(angle) + dy * Math.sin(angle)) / radiusX;
    const across = (dy * Math.cos(angle) - dx * Math.sin(angle)) / radiusY;
    const inside = Math.min(1, Math.max(0, (1 - Math.hypot(along, across)) / feather));
    return inside * inside * (3 - 2 * inside);
  });
}

export function between(low: number, high: number, random: RandomStream): number {
  return low + (high - low) * random.uniform();
}
