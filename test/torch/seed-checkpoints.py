"""Makes checkpoints as the published code saves them, of golden/README's weights, in every form that users have.

    apt-get install -y python3-torch
    /usr/bin/python3 test/torch/seed-checkpoints.py xception DIR            five files of 83 MB

zip-wrapped.pth.tar      {epoch, best_epoch, state_dict, best_acc, optimizer}, as the published code saves it
zip-bare.pth             the state_dict alone
zip-wrapped-module.pth   keys with DataParallel's `module.` before them
legacy-wrapped.pth.tar   the stream that PyTorch wrote before 1.6, not a zip
legacy-bare-module.pth
"""
import collections
import os
import sys

import torch

sys.dont_write_bytecode = True
from networks import golden_state  # noqa: E402


def wrapped(state):
    momentum = {index: {'momentum_buffer': torch.zeros(1)} for index in range(3)}
    groups = [{'lr': 0.05, 'momentum': 0.1, 'params': [0, 1, 2]}]
    return {'epoch': 12, 'best_epoch': 11, 'state_dict': state, 'best_acc': 187.5,
            'optimizer': {'state': momentum, 'param_groups': groups}}


network, folder = sys.argv[1:]
state = golden_state(network)
parallel = collections.OrderedDict(('module.' + name, tensor) for name, tensor in state.items())
forms = {'zip-wrapped.pth.tar': wrapped(state), 'zip-bare.pth': state, 'zip-wrapped-module.pth': wrapped(parallel),
         'legacy-wrapped.pth.tar': wrapped(state), 'legacy-bare-module.pth': parallel}
os.makedirs(folder, exist_ok=True)
for name, what in forms.items():
    torch.save(what, os.path.join(folder, name), _use_new_zipfile_serialization=name.startswith('zip'))
