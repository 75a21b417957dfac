/** Names of EfficientNet-B0 in other packages. */
import type { WeightsSource } from './weights-source';

const network = 'efficientnet-b0';
/** timm counts blocks within their stage: `blocks.2.1` is the fifth in all. */
const repeats = [1, 2, 2, 3, 3, 4, 1];
const parts: readonly (readonly [theirs: string, ours: string])[] = [
  ['se\\.conv_reduce', '_se_reduce'],
  ['se\\.conv_expand', '_se_expand'],
  ['conv_dw', '_depthwise_conv'],
];
/** The first block has no expansion, so that its layers count differently. */
const firstParts = [...parts, ['conv_pw', '_project_conv'], ['bn1', '_bn1'], ['bn2', '_bn2']] as const;
const otherParts = [
  ...parts,
  ['conv_pwl', '_project_conv'],
  ['conv_pw', '_expand_conv'],
  ['bn1', '_bn0'],
  ['bn2', '_bn1'],
  ['bn3', '_bn2'],
] as const;

const places = repeats.flatMap((count, stage) =>
  Array.from({ length: count }, (_, repetition) => ({ stage, repetition })),
);

const blockNames = places.flatMap(({ stage, repetition }, index) =>
  (index === 0 ? firstParts : otherParts).map(
    ([theirs, ours]) =>
      [new RegExp(`^blocks\\.${stage}\\.${repetition}\\.${theirs}\\.(\\w+)$`), `_blocks.${index}.${ours}.$1`] as const,
  ),
);

export const efficientnetInput =
  'Images are numbers in [-1, 1] here. efficientnet_pytorch and timm subtract ImageNet’s mean and divide by its deviation: ' +
  'weights that were trained so score differently here until they are trained further.';

export const efficientnetSources: readonly WeightsSource[] = [
  {
    label: 'timm (tf_efficientnet_b0)',
    network,
    names: [
      [/^conv_stem\.(\w+)$/, '_conv_stem.$1'],
      [/^bn1\.(\w+)$/, '_bn0.$1'],
      ...blockNames,
      [/^conv_head\.(\w+)$/, '_conv_head.$1'],
      [/^bn2\.(\w+)$/, '_bn1.$1'],
      [/^classifier\.(\w+)$/, '_fc.$1'],
    ],
    written: { as: 'timm' },
    note:
      'timm gives efficientnet_b0 and tf_efficientnet_b0 the same names. They are read as the second, which pads as ' +
      'TensorFlow does; scores of the first differ from timm’s until it is trained further.',
  },
];
