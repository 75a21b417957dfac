"""Loads an export of ours as PyTorch's users do, and prints what arrived as JSON.

    python3 test/torch/load-strict.py FILE

The module's names and shapes are those of make-checkpoints.py. Loaded twice, with weights_only and without.
"""
import json
import sys

import torch

module = torch.nn.Sequential()
module.add_module('conv', torch.nn.Conv2d(3, 4, 2, bias=False))
module.add_module('bn', torch.nn.BatchNorm2d(4))
module.add_module('fc', torch.nn.Linear(4, 2))

whole = torch.load(sys.argv[1], map_location='cpu', weights_only=False)
is_wrapped = 'state_dict' in whole
loads = [whole]
if not is_wrapped or torch.__version__ >= '2':  # weights_only of 1.13 knows no numbers with a fraction, not even PyTorch's
    loads.append(torch.load(sys.argv[1], map_location='cpu', weights_only=True))
for loaded in loads:
    module.load_state_dict(loaded['state_dict'] if is_wrapped else loaded, strict=True)
tensors = {name: [str(tensor.dtype), list(tensor.shape), tensor.flatten().tolist()]
           for name, tensor in module.state_dict().items()}
extra = {key: value for key, value in whole.items() if key != 'state_dict'} if is_wrapped else None
print(json.dumps({'tensors': tensors, 'extra': extra}))
