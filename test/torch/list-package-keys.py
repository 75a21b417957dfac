"""Lists the names and shapes of packages' checkpoints, as test/files/keys holds them: one tensor a line.

    pip install torch timm==0.9.16 pretrainedmodels==0.7.4 efficientnet_pytorch==0.7.1
    python3 test/torch/list-package-keys.py test/files/keys

FaceForensics++ and DeepfakeBench are no packages: their lists are pretrainedmodels' Xception with what their published
code changes (TransferModel puts Dropout before the last layer; the detector keeps it as `backbone`, beside adjust_channel).
"""
import os
import sys

import efficientnet_pytorch
import pretrainedmodels
import timm
from torch import nn

folder = sys.argv[1]


class Wrapped(nn.Module):
    def __init__(self, name, module):
        super().__init__()
        self.add_module(name, module)


def transfer_model():
    xception = pretrainedmodels.xception(pretrained=None)
    xception.last_linear = nn.Sequential(nn.Dropout(0.5), nn.Linear(2048, 2))
    return Wrapped('model', xception)


def deepfakebench():
    xception = pretrainedmodels.xception(pretrained=None)
    xception.last_linear = nn.Linear(2048, 2)
    xception.adjust_channel = nn.Sequential(nn.Conv2d(2048, 512, 1, 1), nn.BatchNorm2d(512), nn.ReLU())
    return Wrapped('backbone', xception)


models = {
    'pretrainedmodels-xception': pretrainedmodels.xception(pretrained=None),
    'timm-legacy_xception': timm.create_model('legacy_xception', num_classes=2),
    'timm-tf_efficientnet_b0': timm.create_model('tf_efficientnet_b0', num_classes=2),
    'efficientnet_pytorch-b0': efficientnet_pytorch.EfficientNet.from_name('efficientnet-b0'),
    'faceforensics-transfermodel': transfer_model(),
    'deepfakebench-xception': deepfakebench(),
}
for name, model in models.items():
    with open(os.path.join(folder, name + '.txt'), 'w') as file:
        for key, tensor in model.state_dict().items():
            file.write('%s %s\n' % (key, ','.join(map(str, tensor.shape))))
