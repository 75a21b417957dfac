/** Names of Xception in other packages; all of them are ports of the same code, and differ in the last layer. */
import type { WeightsSource } from './weights-source';

const network = 'xception';

/** A 1x1 convolution and its normalisation. */
const adjustChannel = [
  { name: 'adjust_channel.0.weight', shape: [512, 2048, 1, 1] },
  ...['0.bias', '1.weight', '1.bias', '1.running_mean', '1.running_var'].map((name) => ({
    name: `adjust_channel.${name}`,
    shape: [512],
  })),
];

export const xceptionSources: readonly WeightsSource[] = [
  {
    label: 'timm (legacy_xception) or the weights that pretrainedmodels downloads',
    network,
    names: [[/^fc\.(weight|bias)$/, 'last_linear.$1']],
    written: { as: 'timm' },
  },
  {
    label: 'FaceForensics++ (TransferModel)',
    network,
    names: [[/^last_linear\.1\.(weight|bias)$/, 'last_linear.$1']],
    classes: 'real,fake',
    written: { as: 'faceforensics', prefix: 'model.' },
  },
  {
    label: 'DeepfakeBench',
    network,
    // Its detector keeps a layer beside the network that its default mode does not use.
    names: [
      [/^adjust_channel\.(.*)$/, ''],
      [/^last_linear\.1\.(weight|bias)$/, 'last_linear.$1'],
    ],
    classes: 'real,fake',
    // As its configuration has it: without the dropout that moves the last layer to last_linear.1.
    written: { as: 'deepfakebench', prefix: 'backbone.', inverted: [], besides: adjustChannel },
  },
];
