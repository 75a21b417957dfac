/**
 * Finds the eyes of a face: face-api.js's network of 68 landmarks, four dense blocks of separable convolutions. Layers are
 * named as in its weights, face_landmark_68_model.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { RgbImage } from '../images/rgb-image';
import type { Weights } from '../weights/weights';
import type { Eyes, FaceBox, Point } from './face';
import { cutFace, squareAround } from './cut-face';
import { FaceTensors } from './face-tensors';

/** Of the network's square input, in pixels. */
const inputSide = 112;
/** Of red, green and blue, over the network's training images. */
const means = [122.782, 117.001, 104.298];
const blocks = ['dense0', 'dense1', 'dense2', 'dense3'] as const;
/** Landmarks around the eye on the left of the picture, and around the other. */
const leftEye = [36, 42] as const;
const rightEye = [42, 48] as const;

export class FaceLandmarks {
  private readonly tensors: FaceTensors;

  constructor(weights: Weights) {
    this.tensors = new FaceTensors(weights);
  }

  /** In pixels of the image. */
  findEyes(image: RgbImage, box: FaceBox): Eyes {
    const square = squareAround(box, 0);
    const places = this.predict(cutFace(image, square, { size: inputSide }));
    const centre = ([from, to]: readonly [number, number]): Point => {
      const mean = (offset: number) => {
        let sum = 0;
        for (let at = from; at < to; at += 1) sum += places[2 * at + offset] ?? 0;
        return sum / (to - from);
      };
      return {
        x: square.centre.x + (mean(0) - 0.5) * square.side,
        y: square.centre.y + (mean(1) - 0.5) * square.side,
      };
    };
    return { left: centre(leftEye), right: centre(rightEye) };
  }

  dispose(): void {
    this.tensors.dispose();
  }

  /** [68, 2]: x and y as parts of the input's side. */
  private predict({ pixels }: RgbImage): Float32Array {
    const landmarks = tf.tidy(() => {
      const image = tf.tensor4d(Float32Array.from(pixels), [1, inputSide, inputSide, 3]);
      let x: tf.Tensor4D = tf.div(tf.sub(image, means), 255);
      for (const block of blocks) x = this.denseBlock(x, block);
      const features = tf.reshape(tf.avgPool(x, 7, 2, 'valid'), [1, -1]);
      return tf.add(tf.matMul(features, this.tensors.matrix('fc/weights')), this.tensors.vector('fc/bias'));
    });
    const values = Float32Array.from(landmarks.dataSync());
    landmarks.dispose();
    return values;
  }

  /** Each convolution reads the sum of all before it. */
  private denseBlock(x: tf.Tensor4D, name: string): tf.Tensor4D {
    const first = name === blocks[0] ? this.convolution(x, `${name}/conv0`) : this.separable(x, `${name}/conv0`, 2);
    let sum = tf.relu(first);
    let total = sum;
    for (const layer of ['conv1', 'conv2', 'conv3']) {
      total = tf.add(total, this.separable(sum, `${name}/${layer}`, 1));
      sum = tf.relu(total);
    }
    return sum;
  }

  private convolution(x: tf.Tensor4D, name: string): tf.Tensor4D {
    return tf.add(
      tf.conv2d(x, this.tensors.filters(`${name}/filters`), 2, 'same'),
      this.tensors.vector(`${name}/bias`),
    );
  }

  private separable(x: tf.Tensor4D, name: string, strides: number): tf.Tensor4D {
    const wide = tf.depthwiseConv2d(x, this.tensors.filters(`${name}/depthwise_filter`), strides, 'same');
    const mixed = tf.conv2d(wide, this.tensors.filters(`${name}/pointwise_filter`), 1, 'same');
    return tf.add(mixed, this.tensors.vector(`${name}/bias`));
  }
}
