/** A five-convolution network for small images: it trains in minutes on a processor. */
import { z } from 'zod';
import type { Network, NetworkBuilder } from './network';

export const smallCnn: Network = {
  id: 'small-cnn',
  label: 'Small CNN',
  summary: 'Five 3x3 convolutions with batch normalisation; trains in minutes on a processor at 64 px.',
  parameters: z.object({
    imageSize: z.int().min(32).max(256).multipleOf(16).default(64).meta({
      label: 'Image size',
      description: 'Side that images are resized to; a multiple of 16. At 64 the last feature maps are 4x4.',
      unit: 'pixels',
    }),
  }),
  build(builder, images) {
    // 64 px: 32x32, 16x16, 8x8, 4x4, 4x4
    const first = block(builder, images, { index: 1, filters: 24, stride: 2 });
    const second = block(builder, first, { index: 2, filters: 48, stride: 2 });
    const third = block(builder, second, { index: 3, filters: 64, stride: 2 });
    const fourth = block(builder, third, { index: 4, filters: 96, stride: 2 });
    const features = block(builder, fourth, { index: 5, filters: 128, stride: 1 });
    const pooled = builder.globalAveragePool(features, 'pool');
    return { logits: builder.dense(pooled, { name: 'fc', units: 2 }), features };
  },
};

function block<Value>(
  builder: NetworkBuilder<Value>,
  input: Value,
  { index, filters, stride }: { index: number; filters: number; stride: number },
): Value {
  const activations = builder.convolution(input, { name: `conv${index}`, filters, size: 3, stride, padding: 1 });
  const activation = { kind: 'relu', name: `relu${index}` } as const;
  return builder.batchNorm(activations, { name: `bn${index}`, epsilon: 1e-5, momentum: 0.1, activation });
}
