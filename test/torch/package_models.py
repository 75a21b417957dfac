"""Models of other packages by the names of test/files/keys, each for a number of outputs.

FaceForensics++ and DeepfakeBench are no packages: theirs are pretrainedmodels' Xception with what their published
code changes (TransferModel puts Dropout before the last layer; the detector keeps it as `backbone`, beside adjust_channel).
"""
import efficientnet_pytorch
import pretrainedmodels
import timm
from torch import nn


class Wrapped(nn.Module):
    def __init__(self, name, module):
        super().__init__()
        self.add_module(name, module)


def xception(last_linear):
    model = pretrainedmodels.xception(pretrained=None)
    model.last_linear = last_linear
    return model


def deepfakebench(outputs):
    model = xception(nn.Linear(2048, outputs))
    model.adjust_channel = nn.Sequential(nn.Conv2d(2048, 512, 1, 1), nn.BatchNorm2d(512), nn.ReLU())
    return Wrapped('backbone', model)


models = {
    'pretrainedmodels-xception': lambda outputs: xception(nn.Linear(2048, outputs)),
    'timm-legacy_xception': lambda outputs: timm.create_model('legacy_xception', num_classes=outputs),
    'timm-tf_efficientnet_b0': lambda outputs: timm.create_model('tf_efficientnet_b0', num_classes=outputs),
    'efficientnet_pytorch-b0': lambda outputs: efficientnet_pytorch.EfficientNet.from_name(
        'efficientnet-b0', num_classes=outputs),
    'faceforensics-transfermodel': lambda outputs: Wrapped(
        'model', xception(nn.Sequential(nn.Dropout(0.5), nn.Linear(2048, outputs)))),
    'deepfakebench-xception': deepfakebench,
}
