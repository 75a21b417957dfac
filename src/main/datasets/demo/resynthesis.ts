/** Resynthesis: down by two and up again through a transposed convolution, which leaves a checkerboard. */
import { halve, layerOf } from './layer';
import type { Layer } from './layer';
import type { Manipulation } from './manipulation';
import { RESYNTHESIS } from './settings';

/** After the generators of whole faces (FaceForensics++: DeepFakes). */
export const resynthesis: Manipulation = {
  task: 'Resynthesis',
  summary: 'Halved and enlarged again by a transposed convolution (kernel 3, stride 2) whose taps overlap unevenly.',
  alter: (image) => transposedConvolution(halve(layerOf(image)), RESYNTHESIS.overlap),
};

/**
 * Stride 2, kernel 3 in each direction, output twice the size. Even outputs get the middle tap, odd ones the two outer
 * taps of their neighbours; taps that summed to one everywhere would be plain bilinear enlarging. Here the middle one is
 * `1 + overlap` and the outer ones `(1 - overlap) / 2`: neighbours differ by the factor (1 + overlap) / (1 - overlap).
 * Odena, Dumoulin and Olah, "Deconvolution and Checkerboard Artifacts", Distill 2016.
 */
function transposedConvolution({ values, size }: Layer, overlap: number): Layer {
  const wide = size * 2;
  const enlarged = new Float32Array(wide * wide * 3);
  const tapsAt = (position: number): [from: number, weight: number][] => {
    const from = Math.floor(position / 2);
    if (position % 2 === 0) return [[from, 1 + overlap]];
    const weight = (1 - overlap) / 2;
    return [
      [from, weight],
      [Math.min(size - 1, from + 1), weight],
    ];
  };
  for (let y = 0; y < wide; y += 1) {
    for (let x = 0; x < wide; x += 1) {
      for (const [fromY, weightY] of tapsAt(y)) {
        for (const [fromX, weightX] of tapsAt(x)) {
          for (let channel = 0; channel < 3; channel += 1) {
            const to = (y * wide + x) * 3 + channel;
            const from = (fromY * size + fromX) * 3 + channel;
            enlarged[to] = (enlarged[to] ?? 0) + (values[from] ?? 0) * weightX * weightY;
          }
        }
      }
    }
  }
  return { values: enlarged, size: wide };
}
