/** Xception (Chollet, 2017) in the layout of its PyTorch port, which the published CoReD checkpoints have. */
import { z } from 'zod';
import type { ActivationOptions, Network, NetworkBuilder } from './network';

export const xception: Network = {
  id: 'xception',
  label: 'Xception',
  summary: '36 convolutions, 34 of them separable, 20.8 million parameters; the network of the published results.',
  parameters: z.object({
    imageSize: z.int().min(64).max(1024).default(128).meta({
      label: 'Image size',
      description: 'Side that images are resized to. At 128 the last feature maps are 4x4.',
      source: 'Published code.',
      unit: 'pixels',
    }),
  }),
  build(builder, images) {
    const entry = plainConvolution(builder, images, { index: 1, filters: 32, stride: 2 });
    let activations = plainConvolution(builder, entry, { index: 2, filters: 64, stride: 1 });
    blocks.forEach((widths, place) => {
      activations = block(builder, activations, { index: place + 1, widths });
    });
    const wide = tail(builder, activations, { index: 3, filters: 1536, activation: { kind: 'relu', name: 'relu3' } });
    // CoReD taps the feature maps after bn4, before the ReLU.
    const features = tail(builder, wide, { index: 4, filters: 2048 });
    const pooled = builder.globalAveragePool(builder.relu(features, 'relu4'), 'pool');
    return { logits: builder.dense(pooled, { name: 'last_linear', units: 2 }), features };
  },
};

const normalisation = { epsilon: 1e-5, momentum: 0.1 };

/** Channels into each block and out of its separable convolutions, block1 to block12. Those that change them halve the feature maps. */
const blocks: readonly (readonly [number, ...number[]])[] = [
  [64, 128, 128],
  [128, 256, 256],
  [256, 728, 728],
  ...Array.from({ length: 8 }, (): [number, ...number[]] => [728, 728, 728, 728]),
  [728, 728, 1024],
];

function plainConvolution<Value>(
  builder: NetworkBuilder<Value>,
  input: Value,
  { index, filters, stride }: { index: number; filters: number; stride: number },
): Value {
  const activations = builder.convolution(input, { name: `conv${index}`, filters, size: 3, stride, padding: 'valid' });
  const activation = { kind: 'relu', name: `relu${index}` } as const;
  return builder.batchNorm(activations, { name: `bn${index}`, ...normalisation, activation });
}

/** Separable convolutions, pooled by two where channels change, added to the input or to its projection. */
function block<Value>(
  builder: NetworkBuilder<Value>,
  input: Value,
  { index, widths }: { index: number; widths: readonly [number, ...number[]] },
): Value {
  const name = `block${index}`;
  const [channels, ...filters] = widths;
  const last = filters.at(-1) ?? channels;
  const isStrided = last !== channels;
  const shortcut = isStrided ? projection(builder, input, { name, filters: last }) : input;
  let activations = input;
  // The port numbers the layers of `rep`: ReLU, convolution, normalisation, and so on; block1 has no first ReLU.
  let place = 0;
  const layer = () => `${name}.rep.${place++}`;
  if (index > 1) activations = builder.relu(activations, layer());
  filters.forEach((width, repetition) => {
    activations = separable(builder, activations, { name: layer(), filters: width });
    const normalised = { name: layer(), ...normalisation };
    const isLast = repetition === filters.length - 1;
    activations = builder.batchNorm(
      activations,
      isLast ? normalised : { ...normalised, activation: { kind: 'relu', name: layer() } },
    );
  });
  if (isStrided)
    activations = builder.maxPool(activations, { name: `${name}.rep.${place}`, size: 3, stride: 2, padding: 1 });
  return builder.add(activations, shortcut, `${name}.add`);
}

function projection<Value>(
  builder: NetworkBuilder<Value>,
  input: Value,
  { name, filters }: { name: string; filters: number },
): Value {
  const activations = builder.convolution(input, {
    name: `${name}.skip`,
    filters,
    size: 1,
    stride: 2,
    padding: 'valid',
  });
  return builder.batchNorm(activations, { name: `${name}.skipbn`, ...normalisation });
}

/** Depthwise 3x3, then 1x1 over the channels. */
function separable<Value>(
  builder: NetworkBuilder<Value>,
  input: Value,
  { name, filters }: { name: string; filters: number },
): Value {
  const activations = builder.depthwiseConvolution(input, { name: `${name}.conv1`, size: 3, padding: 1 });
  return builder.convolution(activations, { name: `${name}.pointwise`, filters, size: 1, padding: 'valid' });
}

function tail<Value>(
  builder: NetworkBuilder<Value>,
  input: Value,
  { index, filters, ...activation }: { index: number; filters: number; activation?: ActivationOptions },
): Value {
  const activations = separable(builder, input, { name: `conv${index}`, filters });
  return builder.batchNorm(activations, { name: `bn${index}`, ...normalisation, ...activation });
}
