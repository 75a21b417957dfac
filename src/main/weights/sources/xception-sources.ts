/** Names of Xception in other packages; all of them are ports of the same code, and differ in the last layer. */
import type { WeightsSource } from './weights-source';

const network = 'xception';

export const xceptionSources: readonly WeightsSource[] = [
  {
    label: 'timm (legacy_xception) or the weights that pretrainedmodels downloads',
    network,
    names: [[/^fc\.(weight|bias)$/, 'last_linear.$1']],
  },
  {
    label: 'FaceForensics++ (TransferModel)',
    network,
    names: [[/^last_linear\.1\.(weight|bias)$/, 'last_linear.$1']],
    classes: 'real,fake',
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
  },
];
