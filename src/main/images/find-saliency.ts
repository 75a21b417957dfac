/** Which parts of an image the score of fake hangs on, by hiding them one after the other. */
import { occlusionMap } from '../../core/images/occlusion';
import type { Saliency } from '../../shared/images';
import { decodeImage } from '../datasets/decode-image';
import { scoringEngine, withScorer, type ScorerWeights } from './open-scorer';

/** Places of the patch along each side: 144 passes, and one of the whole image. */
const side = 12;
/** Of the image's side: two cells. */
const patchShare = 1 / 6;

/** `stage` is the caller's to add. Throws AppError that names weights or image. */
export async function findSaliency(weights: ScorerWeights, imagePath: string): Promise<Omit<Saliency, 'stage'>> {
  const image = await decodeImage(imagePath);
  return withScorer(weights, async ({ size, scoreOf, fit }) => {
    const patch = Math.max(1, Math.round(size * patchShare));
    const { score, values } = await occlusionMap({ pixels: fit(image), size }, { side, patch }, scoreOf);
    return { score, side, values, patch, imageSize: size, engine: scoringEngine };
  });
}
