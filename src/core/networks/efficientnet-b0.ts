/** EfficientNet-B0 (Tan and Le, 2019) in the layout of its PyTorch port, which the published CoReD checkpoints have. */
import { z } from 'zod';
import type { Network, NetworkBuilder } from './network';

export const efficientnetB0: Network = {
  id: 'efficientnet-b0',
  label: 'EfficientNet-B0',
  summary:
    '16 inverted bottlenecks with squeeze-excitation, 4.0 million parameters; several times cheaper than Xception.',
  parameters: z.object({
    imageSize: z.int().min(64).max(1024).default(128).meta({
      label: 'Image size',
      description: 'Side that images are resized to. At 128 the last feature maps are 4x4.',
      source: 'Published code.',
      unit: 'pixels',
    }),
    dropout: z.boolean().default(true).meta({
      label: 'Dropout',
      description: 'In training, drops 20 % of the pooled features and up to 17.5 % of the bottlenecks (drop-connect).',
      source: 'Published network.',
    }),
  }),
  build(builder, images) {
    const stem = builder.convolution(images, { name: '_conv_stem', filters: 32, size: 3, stride: 2, padding: 'same' });
    let activations = normalisedSwish(builder, stem, { name: '_bn0', swish: '_swish0' });
    for (const bottleneck of bottlenecks) activations = invertedBottleneck(builder, activations, bottleneck);
    const head = builder.convolution(activations, { name: '_conv_head', filters: 1280, size: 1, padding: 'same' });
    const features = normalisedSwish(builder, head, { name: '_bn1', swish: '_swish1' });
    const pooled = builder.globalAveragePool(features, '_avg_pooling');
    const kept = builder.dropout(pooled, { name: '_dropout', rate: dropRate, drops: 'values' });
    return { logits: builder.dense(kept, { name: '_fc', units: 2 }), features };
  },
};

/** The published 0.99 weighs the old statistics, as TensorFlow does. */
const normalisation = { epsilon: 1e-3, momentum: 0.01 };

/** Of dropout, and of drop-connect in a bottleneck after the last: it grows from 0 with the depth. */
const dropRate = 0.2;

/** Share of a bottleneck's input channels that squeeze-excitation keeps. */
const squeeze = 0.25;

interface Bottleneck {
  readonly index: number;
  readonly inputs: number;
  readonly outputs: number;
  /** Channels inside over channels in. */
  readonly expansion: number;
  /** Of the depthwise kernel. */
  readonly size: number;
  readonly stride: number;
}

const stages = [
  { repeats: 1, size: 3, stride: 1, expansion: 1, inputs: 32, outputs: 16 },
  { repeats: 2, size: 3, stride: 2, expansion: 6, inputs: 16, outputs: 24 },
  { repeats: 2, size: 5, stride: 2, expansion: 6, inputs: 24, outputs: 40 },
  { repeats: 3, size: 3, stride: 2, expansion: 6, inputs: 40, outputs: 80 },
  { repeats: 3, size: 5, stride: 1, expansion: 6, inputs: 80, outputs: 112 },
  { repeats: 4, size: 5, stride: 2, expansion: 6, inputs: 112, outputs: 192 },
  { repeats: 1, size: 3, stride: 1, expansion: 6, inputs: 192, outputs: 320 },
];

/** The first of a stage changes size and channels, the others repeat it. */
const bottlenecks: readonly Bottleneck[] = stages
  .flatMap(({ repeats, ...first }) => {
    const repeated = { ...first, stride: 1, inputs: first.outputs };
    return [first, ...Array.from({ length: repeats - 1 }, () => repeated)];
  })
  .map((bottleneck, index) => ({ index, ...bottleneck }));

function invertedBottleneck<Value>(builder: NetworkBuilder<Value>, input: Value, bottleneck: Bottleneck): Value {
  const { index, inputs, outputs, expansion, size, stride } = bottleneck;
  const name = `_blocks.${index}`;
  let activations = input;
  if (expansion > 1) {
    const wide = { name: `${name}._expand_conv`, filters: inputs * expansion, size: 1, padding: 'same' } as const;
    activations = normalisedSwish(builder, builder.convolution(activations, wide), { name: `${name}._bn0` });
  }
  activations = builder.depthwiseConvolution(activations, {
    name: `${name}._depthwise_conv`,
    size,
    stride,
    padding: 'same',
  });
  activations = normalisedSwish(builder, activations, { name: `${name}._bn1` });
  activations = squeezeExcitation(builder, activations, { name, inputs, channels: inputs * expansion });
  activations = builder.convolution(activations, {
    name: `${name}._project_conv`,
    filters: outputs,
    size: 1,
    padding: 'same',
  });
  activations = builder.batchNorm(activations, { name: `${name}._bn2`, ...normalisation });
  if (stride > 1 || inputs !== outputs) return activations;
  const rate = (dropRate * index) / bottlenecks.length;
  return builder.add(
    builder.dropout(activations, { name: `${name}._drop_connect`, rate, drops: 'samples' }),
    input,
    `${name}._add`,
  );
}

function normalisedSwish<Value>(
  builder: NetworkBuilder<Value>,
  input: Value,
  { name, swish = `${name}_swish` }: { name: string; swish?: string },
): Value {
  return builder.batchNorm(input, { name, ...normalisation, activation: { kind: 'swish', name: swish } });
}

/** Weighs every channel by what two small layers make of all channels' means (Hu, Shen, Sun, 2018). */
function squeezeExcitation<Value>(
  builder: NetworkBuilder<Value>,
  activations: Value,
  { name, inputs, channels }: { name: string; inputs: number; channels: number },
): Value {
  const filters = Math.max(1, Math.floor(inputs * squeeze));
  const layer = { size: 1, padding: 'same', bias: true } as const;
  const means = builder.asFeatureMaps(builder.globalAveragePool(activations, `${name}._se_pool`), `${name}._se_maps`);
  const reduced = builder.convolution(means, { name: `${name}._se_reduce`, filters, ...layer });
  const squeezed = builder.swish(reduced, `${name}._se_swish`);
  const expanded = builder.convolution(squeezed, { name: `${name}._se_expand`, filters: channels, ...layer });
  return builder.scaleChannels(activations, builder.sigmoid(expanded, `${name}._se_sigmoid`), `${name}._se_scale`);
}
