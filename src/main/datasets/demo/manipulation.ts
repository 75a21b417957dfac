/** What a manipulation is: it makes a whole altered layer, of which the ellipse then shows a part. */
import type { RgbImage } from '../../../core/images/rgb-image';
import type { RandomStream } from '../../../core/random';
import type { Layer } from './layer';

export interface ManipulationContext {
  /** [size, size], 1 where the altered layer will show. */
  readonly mask: Float32Array;
  readonly random: RandomStream;
  /** A piece of another photograph of the same split. */
  readonly cropDonor: () => RgbImage;
}

export interface Manipulation {
  /** The task's name. */
  readonly task: string;
  /** One sentence for the dataset's README. */
  readonly summary: string;
  alter(image: RgbImage, context: ManipulationContext): Layer;
}
