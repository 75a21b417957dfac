/** A face in an image, and what finds faces: an interface, so that everything around it can be tested without weights. */
import type { RgbImage } from '../images/rgb-image';

/** In pixels of the image, from its upper left corner. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** In pixels of the image; it may reach over the image's edges. */
export interface FaceBox {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export interface FoundFace {
  readonly box: FaceBox;
  /** How sure the detector is, from 0 to 1. */
  readonly score: number;
}

/** Their centres. */
export interface Eyes {
  /** The eye on the left of the picture. */
  readonly left: Point;
  readonly right: Point;
}

export interface FaceFinder {
  /** Faces of at least that score, the largest first. */
  findFaces(image: RgbImage, leastScore: number): FoundFace[];
  findEyes(image: RgbImage, box: FaceBox): Eyes;
}
