"""Saves checkpoints of other packages, of golden/README's formula, and the softmax that each gives golden/README's two images.

    pip install torch timm==0.9.16 pretrainedmodels==0.7.4 efficientnet_pytorch==0.7.1
    python3 test/torch/package-checkpoints.py DIR

FaceForensics++ and DeepfakeBench are no packages: list-package-keys.py says what their code changes, and makes the same.
"""
import collections
import json
import os
import sys

import efficientnet_pytorch
import pretrainedmodels
import timm
import torch
from safetensors.torch import save_file
from torch import nn

sys.dont_write_bytecode = True
from networks import fill, golden_images, weight_gains  # noqa: E402

folder = sys.argv[1]
scores = {}


def filled(model, gain):
    for key, tensor in model.state_dict().items():
        if not key.endswith('num_batches_tracked'):
            tensor.copy_(fill(key, tensor.shape, weight_gains[gain]))
    return model.eval()


def softmax(model):
    with torch.no_grad():
        z = model(golden_images())
    # One output is the log-odds of the second class.
    return torch.softmax(torch.cat([torch.zeros_like(z), z], 1) if z.shape[1] == 1 else z, 1).tolist()


def xception(head):
    model = pretrainedmodels.xception(pretrained=None)
    model.last_linear = head
    return filled(model, 'xception')


def timm_xception(name, classes=2):
    return filled(timm.create_model(name, num_classes=classes), 'xception')


def timm_efficientnet(name, classes=2):
    return filled(timm.create_model(name, num_classes=classes), 'efficientnet-b0')


def save(name, model, state=None):
    scores[name] = softmax(model)
    torch.save(model.state_dict() if state is None else state, os.path.join(folder, name))


def prefixed(prefix, model):
    return collections.OrderedDict((prefix + name, tensor) for name, tensor in model.state_dict().items())


def save_lower(name, model, kind):
    """What a package writes with `model.half()` or `.bfloat16()`; scores are those of the values that are left."""
    model = getattr(model, kind)()
    state = model.state_dict()
    scores[name + '.pth'] = scores[name + '.safetensors'] = softmax(model.float())
    lower = {key: getattr(tensor, kind)() if tensor.is_floating_point() else tensor for key, tensor in state.items()}
    torch.save(collections.OrderedDict(lower), os.path.join(folder, name + '.pth'))
    save_file(lower, os.path.join(folder, name + '.safetensors'))


plain = xception(nn.Linear(2048, 2))
save('pretrainedmodels-xception.pth', plain)
save('timm-legacy_xception.pth', timm_xception('legacy_xception'))
save('timm-xception.pth', timm_xception('xception'))
dropout = xception(nn.Sequential(nn.Dropout(0.5), nn.Linear(2048, 2)))
save('faceforensics-transfermodel.pth', dropout, prefixed('model.', dropout))
# DeepfakeBench saves the detector, which keeps a layer that the network's default mode does not use beside its backbone.
plain.adjust_channel = nn.Sequential(nn.Conv2d(2048, 512, 1, 1), nn.BatchNorm2d(512), nn.ReLU())
save('deepfakebench-xception.pth', plain, prefixed('module.backbone.', plain))
efficientnet = efficientnet_pytorch.EfficientNet.from_name('efficientnet-b0', num_classes=2)
save('efficientnet_pytorch-b0.pth', filled(efficientnet, 'efficientnet-b0'))
save('timm-tf_efficientnet_b0.pth', timm_efficientnet('tf_efficientnet_b0'))
save('timm-efficientnet_b0.pth', timm_efficientnet('efficientnet_b0'))
save('one-output-timm-xception.pth', timm_xception('legacy_xception', 1))
save_lower('half-tf_efficientnet_b0', timm_efficientnet('tf_efficientnet_b0'), 'half')
save_lower('bfloat16-tf_efficientnet_b0', timm_efficientnet('tf_efficientnet_b0'), 'bfloat16')
save_lower('bfloat16-timm-xception', timm_xception('legacy_xception'), 'bfloat16')

with open(os.path.join(folder, 'scores.json'), 'w') as file:
    json.dump(scores, file)
