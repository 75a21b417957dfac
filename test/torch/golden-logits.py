"""Loads a checkpoint strictly into PyTorch's own network and prints the logits of golden/README's two images as JSON.

    /usr/bin/python3 test/torch/golden-logits.py xception FILE
"""
import json
import sys

import torch

sys.dont_write_bytecode = True
from networks import golden_images, networks  # noqa: E402

network, path = sys.argv[1:]
loaded = torch.load(path, map_location='cpu')
model = networks[network]()
model.load_state_dict(loaded.get('state_dict', loaded), strict=True)
with torch.no_grad():
    print(json.dumps(model.eval().logits(model.features(golden_images())).tolist()))
