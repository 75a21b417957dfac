"""Saves checkpoints of other packages, of drawn weights, and the softmax that each package gives golden/README's two images.

    pip install torch timm==0.9.16 pretrainedmodels==0.7.4 efficientnet_pytorch==0.7.1
    python3 test/torch/package-checkpoints.py DIR
"""
import json
import os
import sys

import efficientnet_pytorch
import pretrainedmodels
import timm
import torch
from torch import nn

sys.dont_write_bytecode = True
from networks import golden_images  # noqa: E402

folder = sys.argv[1]
torch.manual_seed(1)
xception = pretrainedmodels.xception(pretrained=None)
xception.last_linear = nn.Linear(2048, 2)
models = {
    'pretrainedmodels-xception': xception,
    'timm-legacy_xception': timm.create_model('legacy_xception', num_classes=2),
    'timm-tf_efficientnet_b0': timm.create_model('tf_efficientnet_b0', num_classes=2),
    'efficientnet_pytorch-b0': efficientnet_pytorch.EfficientNet.from_name('efficientnet-b0', num_classes=2),
}
scores = {}
for name, model in models.items():
    # Statistics of the images themselves, so that activations neither vanish nor explode, and scores that differ.
    model.train()
    for module in model.modules():
        if isinstance(module, nn.BatchNorm2d):
            module.momentum = None
    with torch.no_grad():
        model(golden_images())
        [*model.parameters()][-2].mul_(20)
        scores[name] = torch.softmax(model.eval()(golden_images()), 1).tolist()
    torch.save(model.state_dict(), os.path.join(folder, name + '.pth'))
with open(os.path.join(folder, 'scores.json'), 'w') as file:
    json.dump(scores, file)
