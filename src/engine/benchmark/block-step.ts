/** The work that engines are held to, before any training: forward and gradients of an Xception block and of a 3x3 convolution. */
import * as tf from '@tensorflow/tfjs-core';
// Registers the gradients of all operations; tfjs-core's Node build leaves them out.
import '@tensorflow/tfjs-layers';

export interface BlockSize {
  readonly batch: number;
  /** Side of the block's feature maps [batch, side, side, 728]; those of the convolution have four times that. */
  readonly side: number;
}

const blockChannels = 728;
const inChannels = 32;
const outChannels = 64;

/** Multiply-adds count as two; the gradients of a convolution cost its forward twice. */
export function blockFlops({ batch, side }: BlockSize): number {
  const depthwise = side ** 2 * 9 * blockChannels;
  const pointwise = side ** 2 * blockChannels ** 2;
  const convolution = (4 * side) ** 2 * 9 * inChannels * outChannels;
  return batch * (depthwise + pointwise + convolution) * 2 * 3;
}

/** Seeded, so that every engine computes the same numbers. */
export class BlockStep {
  private readonly activations: tf.Tensor4D;
  private readonly depthwise: tf.Tensor4D;
  private readonly pointwise: tf.Tensor4D;
  private readonly images: tf.Tensor4D;
  private readonly kernel: tf.Tensor4D;

  constructor(readonly size: BlockSize) {
    const { batch, side } = size;
    this.activations = randomTensor([batch, side, side, blockChannels], { deviation: 1, seed: 1 });
    // Kernels that keep the deviation of what goes through them.
    this.depthwise = randomTensor([3, 3, blockChannels, 1], { deviation: 1 / 3, seed: 2 });
    this.pointwise = randomTensor([1, 1, blockChannels, blockChannels], { deviation: blockChannels ** -0.5, seed: 3 });
    this.images = randomTensor([batch, 4 * side, 4 * side, inChannels], { deviation: 1, seed: 4 });
    this.kernel = randomTensor([3, 3, inChannels, outChannels], { deviation: (9 * inChannels) ** -0.5, seed: 5 });
  }

  /** The loss, and the sum of squares of each gradient. Resolves when the device has finished. */
  async run(): Promise<number[]> {
    const { value, grads } = tf.valueAndGrads(() => this.loss())(this.tensors());
    const figures = tf.tidy(() => tf.stack([value, ...grads.map((grad) => tf.sum(tf.square(grad)))]));
    try {
      return [...(await figures.data<'float32'>())];
    } finally {
      tf.dispose([value, grads, figures]);
    }
  }

  dispose(): void {
    tf.dispose(this.tensors());
  }

  private tensors(): tf.Tensor4D[] {
    return [this.activations, this.depthwise, this.pointwise, this.images, this.kernel];
  }

  private loss(): tf.Scalar {
    const separable = tf.conv2d(
      tf.depthwiseConv2d(this.activations, this.depthwise, 1, 'same'),
      this.pointwise,
      1,
      'same',
    );
    const convolved = tf.conv2d(this.images, this.kernel, 1, 'same');
    return tf.add<tf.Scalar>(tf.sum(tf.square(tf.relu(separable))), tf.sum(tf.square(tf.relu(convolved))));
  }
}

function randomTensor(
  shape: [number, number, number, number],
  { deviation, seed }: { deviation: number; seed: number },
): tf.Tensor4D {
  return tf.randomNormal<tf.Rank.R4>(shape, 0, deviation, 'float32', seed);
}
