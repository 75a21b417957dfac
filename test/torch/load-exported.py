"""Loads an exported checkpoint into the package's own model, strictly, and saves the softmax of golden/README's two images.

    pip install torch timm==0.9.16 pretrainedmodels==0.7.4 efficientnet_pytorch==0.7.1
    python3 test/torch/load-exported.py LIST CHECKPOINT SCORES.json

LIST is a name of test/files/keys. FaceForensics++ and DeepfakeBench are no packages: see list-package-keys.py.
"""
import json
import sys

import torch

sys.dont_write_bytecode = True
from networks import golden_images  # noqa: E402
from package_models import models  # noqa: E402

name, checkpoint, scores = sys.argv[1:]
model = models[name](2)
model.load_state_dict(torch.load(checkpoint, map_location='cpu'), strict=True)
network = getattr(model, 'backbone', getattr(model, 'model', model))
with torch.no_grad():
    result = torch.softmax(network.eval()(golden_images()), 1).tolist()
with open(scores, 'w') as file:
    json.dump(result, file)
