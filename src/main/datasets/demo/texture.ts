/** Texture: the fine pattern of a neural renderer, as amplified high frequencies and noise. */
import type { Layer } from './layer';
import { layerOf } from './layer';
import type { Manipulation } from './manipulation';
import { TEXTURE } from './settings';

const BLOCK = 8;
/** BASIS[u * 8 + x]: the orthonormal DCT-II of length 8. */
const BASIS: Readonly<Float64Array> = Float64Array.from({ length: BLOCK * BLOCK }, (_, at) => {
  const frequency = Math.floor(at / BLOCK);
  const scale = Math.sqrt((frequency === 0 ? 1 : 2) / BLOCK);
  return scale * Math.cos((((at % BLOCK) * 2 + 1) * frequency * Math.PI) / (2 * BLOCK));
});

/** After rendering with learned textures (FaceForensics++: NeuralTextures). */
export const texture: Manipulation = {
  task: 'Texture',
  summary: 'High coefficients of the 8x8 DCT amplified, and a little noise.',
  alter(image, { random }) {
    const layer = layerOf(image);
    for (let channel = 0; channel < 3; channel += 1) {
      for (let top = 0; top < layer.size; top += BLOCK) {
        for (let left = 0; left < layer.size; left += BLOCK) amplifyBlock(layer, { top, left }, channel);
      }
    }
    for (let at = 0; at < layer.size * layer.size; at += 1) {
      // The same for all channels: the photographs are toned monochromes, coloured noise would give it away.
      const noise = TEXTURE.noise * random.normal();
      for (let channel = 0; channel < 3; channel += 1) {
        layer.values[at * 3 + channel] = (layer.values[at * 3 + channel] ?? 0) + noise;
      }
    }
    return layer;
  },
};

function amplifyBlock({ values, size }: Layer, { top, left }: { top: number; left: number }, channel: number): void {
  const indexOf = (at: number) => ((top + Math.floor(at / BLOCK)) * size + left + (at % BLOCK)) * 3 + channel;
  const block = Float64Array.from({ length: BLOCK * BLOCK }, (_, at) => values[indexOf(at)] ?? 0);
  const coefficients = alongRows(alongRows(block, 'forward'), 'forward');
  coefficients.forEach((coefficient, at) => {
    if (Math.floor(at / BLOCK) + (at % BLOCK) >= TEXTURE.fromFrequency) coefficients[at] = coefficient * TEXTURE.gain;
  });
  alongRows(alongRows(coefficients, 'inverse'), 'inverse').forEach((value, at) => (values[indexOf(at)] = value));
}

/** The transform of each row, written transposed: twice gives both directions and the first order of rows again. */
function alongRows(block: Float64Array, direction: 'forward' | 'inverse'): Float64Array {
  const result = new Float64Array(BLOCK * BLOCK);
  for (let row = 0; row < BLOCK; row += 1) {
    for (let to = 0; to < BLOCK; to += 1) {
      let sum = 0;
      for (let from = 0; from < BLOCK; from += 1) {
        const basis = direction === 'forward' ? BASIS[to * BLOCK + from] : BASIS[from * BLOCK + to];
        sum += (block[row * BLOCK + from] ?? 0) * (basis ?? 0);
      }
      result[to * BLOCK + row] = sum;
    }
  }
  return result;
}
