/** Scores images under corruptions: each is read once, and for every level changed at its own size, then resized. */
import { join } from 'node:path';
import type { ImageSet } from '../../core/images/image-set';
import { resizeBilinear } from '../../core/images/resize-bilinear';
import { corruptImage, type CorruptionLevel } from '../../core/corruptions/corrupt-image';
import type { Network } from '../../core/networks/network';
import { Recordings } from '../../core/recording/recordings';
import { evaluationBatch, predict } from '../../core/training/evaluation/predict';
import type { ScoreRow } from '../../core/training/training';
import type { TensorMap } from '../../core/weights/tensor-map';
import type { EvaluationProgress } from '../../shared/evaluation';
import { decodeImage } from '../datasets/decode-image';
import { MemoryRoom } from '../datasets/memory-room';
import type { ClassImage } from './class-image';

export interface ScoreCorruptedOptions {
  readonly network: Network;
  readonly weights: TensorMap;
  /** Pixels a side. */
  readonly size: number;
  /** Absolute path that the images' names are relative to. */
  readonly folder: string;
  readonly levels: readonly CorruptionLevel[];
  /** Of the noise. */
  readonly seed: number;
  onProgress(progress: EvaluationProgress): Promise<void>;
}

/** For each level the rows in the images' order. Throws AppError 'damaged' that names an unreadable image. */
export async function scoreCorrupted(
  images: readonly ClassImage[],
  options: ScoreCorruptedOptions,
): Promise<ScoreRow[][]> {
  const { network, weights, size, levels, onProgress } = options;
  const rows = levels.map((): ScoreRow[] => []);
  const recordings = new Recordings();
  const total = images.length * levels.length;
  const batchSize = evaluationBatch(size);
  try {
    for (let start = 0; start < images.length; start += batchSize) {
      const sets = await readBatch(images.slice(start, start + batchSize), options, (done) =>
        onProgress({ phase: 'corrupting', done: start * levels.length + done, total }),
      );
      for (const [place, set] of sets.entries()) {
        const scores = await predict(network, set, { weights, recordings });
        set.files.forEach((file, index) =>
          rows[place]?.push({ file, label: set.labels[index] ?? 0, score: scores[index] ?? NaN }),
        );
      }
    }
  } finally {
    recordings.clear();
  }
  await onProgress({ phase: 'corrupting', done: total, total });
  return rows;
}

/** One set for each level. */
async function readBatch(
  images: readonly ClassImage[],
  { folder, size, levels, seed }: ScoreCorruptedOptions,
  onDone: (done: number) => Promise<void>,
): Promise<ImageSet[]> {
  const imageBytes = size * size * 3;
  const pixels = levels.map(() => new Uint8Array(images.length * imageBytes));
  const room = new MemoryRoom();
  for (const [index, { file }] of images.entries()) {
    const image = await decodeImage(join(folder, file), room);
    for (const [place, level] of levels.entries()) {
      await onDone(index * levels.length + place);
      const changed = resizeBilinear(corruptImage(image, level, { seed, file }), size, size);
      pixels[place]?.set(changed.pixels, index * imageBytes);
    }
  }
  const files = images.map(({ file }) => file);
  const labels = Uint8Array.from(images, ({ label }) => label);
  return pixels.map((own) => ({ files, labels, pixels: own, size }));
}
