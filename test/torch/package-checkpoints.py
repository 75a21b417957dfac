"""Saves checkpoints of other packages, of golden/README's formula, and the softmax that each package gives golden/README's two images.

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
from networks import fill, golden_images, weight_gains  # noqa: E402

folder = sys.argv[1]
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
    gain = weight_gains['xception' if 'xception' in name else 'efficientnet-b0']
    for key, tensor in model.state_dict().items():
        if not key.endswith('num_batches_tracked'):
            tensor.copy_(fill(key, tensor.shape, gain))
    with torch.no_grad():
        scores[name] = torch.softmax(model.eval()(golden_images()), 1).tolist()
    torch.save(model.state_dict(), os.path.join(folder, name + '.pth'))
with open(os.path.join(folder, 'scores.json'), 'w') as file:
    json.dump(scores, file)
