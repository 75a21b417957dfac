/**
 * Finds faces: the single-shot detector (Liu et al. 2016) on MobileNet V1 (Howard et al. 2017) of face-api.js, which was
 * trained on WIDER FACE. Layers are named as in its weights, ssd_mobilenetv1_model.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { RgbImage } from '../images/rgb-image';
import { resizeBilinear } from '../images/resize-bilinear';
import type { Weights } from '../weights/weights';
import { distinctFaces } from './distinct-faces';
import type { FaceBox, FoundFace } from './face';
import { FaceTensors } from './face-tensors';

/** Of the network's square input, in pixels. */
const inputSide = 512;
const epsilon = 0.001;
/** MobileNet's layers that halve the sides. */
const halving: ReadonlySet<number> = new Set([2, 4, 6, 12]);
/** Those whose feature maps, the finer first, are looked at for faces, beside every second layer after MobileNet's. */
const looked: ReadonlySet<number> = new Set([11, 13]);
/** What the network multiplies its offsets of centres and of sizes by. */
const centreScale = 10;
const sizeScale = 5;
/** Classes of each anchor; the second is the face. */
const classes = 3;

interface Outputs {
  /** [anchors, 4]: offsets of centre (y, x) and size (height, width) from the anchor. */
  readonly offsets: Float32Array;
  /** [anchors, 3] */
  readonly logits: Float32Array;
}

export class FaceDetector {
  private readonly tensors: FaceTensors;
  /** [anchors, 4]: top, left, bottom, right, as parts of the input's side. */
  private readonly anchors: Float32Array;

  /** Throws where the anchors are missing. */
  constructor(weights: Weights) {
    const anchors = weights.find(({ name }) => name === 'Output/extra_dim');
    if (anchors === undefined) throw new Error('The weights have no tensor "Output/extra_dim".');
    this.anchors = anchors.data;
    this.tensors = new FaceTensors(weights.filter(({ name }) => /^(MobilenetV1|Prediction)\//.test(name)));
  }

  /** Faces of at least that score, the largest first. */
  detect(image: RgbImage, leastScore: number): FoundFace[] {
    // The longer side fills the input; what is left of it, below or on the right, is black.
    const scale = inputSide / Math.max(image.width, image.height);
    const width = Math.max(1, Math.round(image.width * scale));
    const height = Math.max(1, Math.round(image.height * scale));
    const { offsets, logits } = this.predict(resizeBilinear(image, width, height));
    const sideX = (inputSide / width) * image.width;
    const sideY = (inputSide / height) * image.height;
    const faces: FoundFace[] = [];
    for (let index = 0; index < this.anchors.length / 4; index += 1) {
      const score = 1 / (1 + Math.exp(-(logits[index * classes + 1] ?? -Infinity)));
      if (score < leastScore) continue;
      const part = this.boxAt(index, offsets);
      const box = {
        left: part.left * sideX,
        top: part.top * sideY,
        width: part.width * sideX,
        height: part.height * sideY,
      };
      faces.push({ score, box });
    }
    return distinctFaces(faces);
  }

  dispose(): void {
    this.tensors.dispose();
  }

  private predict({ pixels, width, height }: RgbImage): Outputs {
    const [offsets, logits] = tf.tidy(() => {
      const image = tf.tensor4d(Float32Array.from(pixels), [1, height, width, 3]);
      const input = tf.pad4d(image, [
        [0, 0],
        [0, inputSide - height],
        [0, inputSide - width],
        [0, 0],
      ]);
      const maps = this.featureMaps(tf.sub(tf.div(input, 127.5), 1));
      const heads = (name: string, values: number) =>
        tf.concat(maps.map((map, at) => this.head(map, `Prediction/BoxPredictor_${at}/${name}`, values)));
      return [heads('BoxEncodingPredictor', 4), heads('ClassPredictor', classes)];
    });
    const outputs = { offsets: Float32Array.from(offsets.dataSync()), logits: Float32Array.from(logits.dataSync()) };
    tf.dispose([offsets, logits]);
    return outputs;
  }

  /** Six, from fine to coarse: small faces are found in the first. */
  private featureMaps(input: tf.Tensor4D): tf.Tensor4D[] {
    const maps: tf.Tensor4D[] = [];
    let x = this.pointwise(input, 'MobilenetV1/Conv2d_0_pointwise', 2);
    for (let layer = 1; layer <= 13; layer += 1) {
      x = this.depthwise(x, `MobilenetV1/Conv2d_${layer}_depthwise`, halving.has(layer) ? 2 : 1);
      x = this.pointwise(x, `MobilenetV1/Conv2d_${layer}_pointwise`, 1);
      if (looked.has(layer)) maps.push(x);
    }
    for (let layer = 0; layer < 8; layer += 1) {
      x = this.pointwise(x, `Prediction/Conv2d_${layer}_pointwise`, layer % 2 === 0 ? 1 : 2);
      if (layer % 2 === 1) maps.push(x);
    }
    return maps;
  }

  private pointwise(x: tf.Tensor4D, name: string, strides: number): tf.Tensor4D {
    const filtered = tf.conv2d(x, this.tensors.filters(`${name}/weights`), strides, 'same');
    const shifted: tf.Tensor4D = tf.add(filtered, this.tensors.vector(`${name}/convolution_bn_offset`));
    return tf.clipByValue(shifted, 0, 6);
  }

  private depthwise(x: tf.Tensor4D, name: string, strides: number): tf.Tensor4D {
    const filtered = tf.depthwiseConv2d(x, this.tensors.filters(`${name}/depthwise_weights`), strides, 'same');
    const of = (part: string) => this.tensors.vector(`${name}/BatchNorm/${part}`);
    const normal = tf.batchNorm4d(filtered, of('moving_mean'), of('moving_variance'), of('beta'), of('gamma'), epsilon);
    return tf.clipByValue(normal, 0, 6);
  }

  /** [places of the map times anchors, values]: of every anchor of one feature map. */
  private head(map: tf.Tensor4D, name: string, values: number): tf.Tensor2D {
    const filtered = tf.conv2d(map, this.tensors.filters(`${name}/weights`), 1, 'same');
    return tf.reshape(tf.add(filtered, this.tensors.vector(`${name}/biases`)), [-1, values]);
  }

  /** The box that is predicted at an anchor, as parts of the input's side. */
  private boxAt(index: number, offsets: Float32Array): FaceBox {
    const at = (values: Float32Array, which: number) => values[index * 4 + which] ?? 0;
    const [top, left] = [at(this.anchors, 0), at(this.anchors, 1)];
    const [anchorHeight, anchorWidth] = [at(this.anchors, 2) - top, at(this.anchors, 3) - left];
    const centreY = top + anchorHeight * (0.5 + at(offsets, 0) / centreScale);
    const centreX = left + anchorWidth * (0.5 + at(offsets, 1) / centreScale);
    const height = anchorHeight * Math.exp(at(offsets, 2) / sizeScale);
    const width = anchorWidth * Math.exp(at(offsets, 3) / sizeScale);
    return { left: centreX - width / 2, top: centreY - height / 2, width, height };
  }
}
