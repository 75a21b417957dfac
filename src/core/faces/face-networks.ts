/** The two networks that find faces and their eyes, together. */
import type { RgbImage } from '../images/rgb-image';
import type { Weights } from '../weights/weights';
import type { Eyes, FaceBox, FaceFinder, FoundFace } from './face';
import { FaceDetector } from './face-detector';
import { FaceLandmarks } from './face-landmarks';

export class FaceNetworks implements FaceFinder {
  private readonly detector: FaceDetector;
  private readonly landmarks: FaceLandmarks;

  constructor(weights: { readonly detector: Weights; readonly landmarks: Weights }) {
    this.detector = new FaceDetector(weights.detector);
    this.landmarks = new FaceLandmarks(weights.landmarks);
  }

  findFaces(image: RgbImage, leastScore: number): FoundFace[] {
    return this.detector.detect(image, leastScore);
  }

  findEyes(image: RgbImage, box: FaceBox): Eyes {
    return this.landmarks.findEyes(image, box);
  }

  dispose(): void {
    this.detector.dispose();
    this.landmarks.dispose();
  }
}
