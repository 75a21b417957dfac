"""Makes small PyTorch checkpoints of every form that the import reads, and hostile ones that it refuses.

    python3 test/torch/make-checkpoints.py DIR           all forms
    python3 test/torch/make-checkpoints.py DIR --few     those that are kept in test/torch/fixtures

Value i of the tensor number k of `shapes` is ((7 k + 3 i) mod 23) / 8 - 1: exact in float16 and bfloat16 too.
"""
import argparse
import collections
import os
import pickle

import torch

shapes = collections.OrderedDict([
    ('conv.weight', (4, 3, 2, 2)),
    ('bn.weight', (4,)),
    ('bn.bias', (4,)),
    ('bn.running_mean', (4,)),
    ('bn.running_var', (4,)),
    ('fc.weight', (2, 4)),
    ('fc.bias', (2,)),
])
counter = 'bn.num_batches_tracked'


class Runs:
    """Unpickling one calls `function(*args)`."""

    def __init__(self, function, *args):
        self.call = (function, args)

    def __reduce__(self):
        return self.call


def transposed(tensor):
    return tensor.t().contiguous().t()


def every_second(tensor):
    """A view with an offset and a step into a storage twice as long."""
    whole = torch.full((2 * tensor.numel(),), -9.0, dtype=tensor.dtype)
    whole[1::2] = tensor
    return whole[1::2]


def scattered(name, tensor):
    if name == 'conv.weight':
        return tensor.contiguous(memory_format=torch.channels_last)
    return transposed(tensor) if tensor.dim() == 2 else every_second(tensor)


def state_dict(dtype, is_scattered, prefix):
    state = collections.OrderedDict()
    for k, (name, shape) in enumerate(shapes.items()):
        count = torch.Size(shape).numel()
        tensor = torch.tensor([((7 * k + 3 * i) % 23) / 8 - 1 for i in range(count)], dtype=dtype).reshape(shape)
        state[prefix + name] = scattered(name, tensor) if is_scattered else tensor
        if name == 'bn.running_var':
            state[prefix + counter] = torch.tensor(7)
    state._metadata = collections.OrderedDict([('', {'version': 1})])
    return state


def wrapped(state):
    momentum = {i: {'momentum_buffer': torch.zeros(1)} for i in range(2)}
    groups = [{'lr': 0.05, 'momentum': 0.1, 'nesterov': False, 'foreach': None, 'params': [0, 1]}]
    return {'epoch': 12, 'best_epoch': 11, 'state_dict': state, 'best_acc': torch.tensor(187.5),
            'optimizer': {'state': momentum, 'param_groups': groups}}


def forms():
    """(name, what, is_legacy) of every form."""
    dtypes = {'float32': torch.float32, 'float16': torch.float16, 'bfloat16': torch.bfloat16, 'float64': torch.float64}
    for format_name in ('zip', 'legacy'):
        for wrapping in ('bare', 'wrapped'):
            for prefix in ('', 'module.'):
                for dtype_name, dtype in dtypes.items():
                    for layout in ('rowmajor', 'scattered'):
                        state = state_dict(dtype, layout == 'scattered', prefix)
                        name = '-'.join([format_name, wrapping, 'module' if prefix else 'plain', dtype_name, layout])
                        yield name, state if wrapping == 'bare' else wrapped(state), format_name == 'legacy'


def hostile():
    """(name, what) of files that run something where they are unpickled by Python."""
    state = state_dict(torch.float32, False, '')
    yield 'hostile-system', wrapped(dict(state, weight=Runs(os.system, 'touch hostile-system-ran')))
    yield 'hostile-unknown-class', {'state_dict': state, 'args': argparse.Namespace(lr=0.05)}


kept = {
    'zip-wrapped-plain-float32-rowmajor', 'zip-bare-module-float16-scattered', 'zip-bare-plain-bfloat16-rowmajor',
    'zip-bare-plain-float64-scattered', 'legacy-wrapped-module-float32-scattered', 'legacy-bare-plain-float16-rowmajor',
    'zip-hostile-system', 'legacy-hostile-system', 'zip-hostile-unknown-class',
}

parser = argparse.ArgumentParser()
parser.add_argument('folder')
parser.add_argument('--few', action='store_true')
arguments = parser.parse_args()
files = list(forms())
files += [('zip-' + name, what, False) for name, what in hostile()]
files += [('legacy-' + name, what, True) for name, what in hostile()]
os.makedirs(arguments.folder, exist_ok=True)
for name, what, is_legacy in files:
    if name in kept or not arguments.few:
        torch.save(what, os.path.join(arguments.folder, name + '.pth'), _use_new_zipfile_serialization=not is_legacy)
state = state_dict(torch.float32, False, '')
torch.save(state, os.path.join(arguments.folder, 'zip-protocol-4.pth'), pickle_protocol=4)
for protocol in (0, 2, 4):
    with open(os.path.join(arguments.folder, 'hostile-pickle-%d.pth' % protocol), 'wb') as file:
        pickle.dump(Runs(os.system, 'touch hostile-pickle-ran'), file, protocol)
