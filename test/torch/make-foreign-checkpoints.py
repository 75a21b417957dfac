"""Makes checkpoints of the small CNN as people have them, and what PyTorch makes of two images with each.

    python3 test/torch/make-foreign-checkpoints.py DIR

DIR/scores.json has the softmax of both images by file, classes in the order fake, real.
"""
import argparse
import collections
import datetime
import json
import os
import pathlib
import sys

import numpy
import torch
from torch import nn

sys.dont_write_bytecode = True
from networks import SmallCnn, golden_images, golden_state  # noqa: E402

folder = sys.argv[1]
os.makedirs(folder, exist_ok=True)
state = golden_state('small-cnn')
images = golden_images(64)
scores = {}


def soft(weights, head=None):
    model = SmallCnn()
    if head is not None:
        model.fc = head
    model.load_state_dict(weights, strict=False)
    with torch.no_grad():
        return model.eval().logits(model.features(images))


def save(name, what, logits=None, **options):
    torch.save(what, os.path.join(folder, name), **options)
    if logits is not None:
        scores[name] = torch.softmax(logits, 1).tolist()


def save_safetensors(name, weights, logits=None):
    """The format by hand, so that no package is needed: a header of JSON, then the values."""
    types = {torch.float64: 'F64', torch.float32: 'F32', torch.float16: 'F16', torch.bfloat16: 'BF16', torch.int64: 'I64'}
    header, values, at = {}, [], 0
    for key, tensor in weights.items():
        tensor = tensor.detach().contiguous()
        raw = (tensor.view(torch.int16) if tensor.dtype == torch.bfloat16 else tensor).numpy().tobytes()
        header[key] = {'dtype': types[tensor.dtype], 'shape': list(tensor.shape), 'data_offsets': [at, at + len(raw)]}
        values.append(raw)
        at += len(raw)
    text = json.dumps(header).encode()
    with open(os.path.join(folder, name), 'wb') as file:
        file.write(len(text).to_bytes(8, 'little') + text + b''.join(values))
    if logits is not None:
        scores[name] = torch.softmax(logits, 1).tolist()


def prefixed(prefix, weights=state):
    return collections.OrderedDict((prefix + name, tensor) for name, tensor in weights.items())


class Config:
    """A class of the person's own, as their options are."""

    def __init__(self):
        self.lr = 0.1


plain = soft(state)
adam = torch.optim.Adam(SmallCnn().parameters())
for parameter in adam.param_groups[0]['params']:
    parameter.grad = torch.zeros_like(parameter)
adam.step()
beside = {
    'numpy': numpy.float64(0.5), 'array': numpy.zeros(3), 'counter': collections.Counter('aab'), 'args': argparse.Namespace(lr=1),
    'device': torch.device('cpu'), 'dtype': torch.float16, 'set': {1, 2}, 'frozen': frozenset([1]), 'bytes': b'abc', 'config': Config(),
    'path': pathlib.PurePosixPath('/a'), 'date': datetime.datetime(2020, 1, 1), 'default': collections.defaultdict(int, a=1),
    (1, 2): 'a tuple for a key', None: 1, 'complex': 1j, 'large': 2 ** 200, 'optimizer': adam.state_dict(),
}

for key in ['state_dict', 'net', 'model', 'model_state_dict', 'state_dict_ema', 'network', 'generator']:
    save('in-%s.pth' % key, {'epoch': 3, key: state, 'optimizer': adam.state_dict()}, plain)
save('deep.pth', {'checkpoint': {'student': {'state_dict': state}}}, plain)
save('lightning.ckpt', {
    'epoch': 1, 'global_step': 10, 'pytorch-lightning_version': '1.9.0',
    'state_dict': collections.OrderedDict([*prefixed('model.').items(), ('criterion.weight', torch.ones(2))]),
    'callbacks': {Config: {'best': torch.tensor(0.9)}}, 'loops': {}, 'hyper_parameters': argparse.Namespace(lr=1), 'optimizer_states': [adam.state_dict()],
}, plain)
other = collections.OrderedDict((name, tensor + 1) for name, tensor in state.items())
save('with-ema.pth', {'state_dict': state, 'state_dict_ema': other}, plain)
save('only-ema-meant.pth', {'model': other, 'model_ema': prefixed('module.')}, plain)
two = collections.OrderedDict([*prefixed('student.', other).items(), *prefixed('teacher.').items()])
save('student-teacher.pth', two, plain)
save('lightning-ema.ckpt', {'state_dict': collections.OrderedDict([*prefixed('model_ema.', other).items(), *prefixed('model.').items(), ('step', torch.tensor(3))])}, plain)
save_safetensors('student-teacher.safetensors', two, plain)
for protocol in (2, 3, 4, 5):
    save('beside-%d.pth' % protocol, {**beside, 'state_dict': state}, plain, pickle_protocol=protocol)
save('beside-legacy.pth', {**beside, 'state_dict': state}, plain, _use_new_zipfile_serialization=False)
for name, prefix in {'module': 'module.', 'twice': 'module.module.', 'backbone': 'backbone.', 'model': 'model.', 'net': 'net.', 'encoder': 'encoder.',
                     'compiled': '_orig_mod.', 'all': 'module._orig_mod.model.backbone.', 'own': 'my_detector.'}.items():
    save('prefix-%s.pth' % name, prefixed(prefix), plain)
backbone = collections.OrderedDict((name, tensor) for name, tensor in state.items() if not name.startswith('fc.'))
apart = prefixed('encoder.', backbone)
apart.update({name: tensor for name, tensor in state.items() if name.startswith('fc.')})
save('head-apart.pth', apart, plain)
counted = collections.OrderedDict(state)
for name in list(state):
    if name.endswith('.weight'):
        counted[name[:-6] + 'total_ops'] = torch.zeros(1, dtype=torch.float64)
        counted[name[:-6] + 'total_params'] = torch.zeros(1, dtype=torch.float64)
save('thop.pth', counted, plain)
parameters = collections.OrderedDict((name, nn.Parameter(tensor.clone(), requires_grad=tensor.is_floating_point())) for name, tensor in state.items())
save('parameters.pth', parameters, plain)
for kind in ('half', 'bfloat16', 'double'):
    lower = collections.OrderedDict((name, getattr(tensor, kind)() if tensor.is_floating_point() else tensor) for name, tensor in state.items())
    whole = soft({name: tensor.float() if tensor.is_floating_point() else tensor for name, tensor in lower.items()})
    save('%s.pth' % kind, lower, whole)
    save_safetensors('%s.safetensors' % kind, lower, whole)
for name in ('no-ending', 'weights.bin', 'weights.h5', 'model.pkl'):
    save(name, state, plain)

one = nn.Linear(128, 1)
single = collections.OrderedDict(state)
single['fc.weight'], single['fc.bias'] = state['fc.weight'][:1] * 3, state['fc.bias'][:1]
z = soft(single, one)
save('one-output.pth', single, torch.cat([torch.zeros_like(z), z], 1))
thousand = collections.OrderedDict(state)
thousand['fc.weight'], thousand['fc.bias'] = torch.zeros(1000, 128), torch.zeros(1000)
save('thousand.pth', thousand)
save('headless.pth', backbone)
save('other-head.pth', collections.OrderedDict([*backbone.items(), ('head.0.weight', torch.ones(7, 128)), ('head.0.bias', torch.ones(7))]))
swapped = collections.OrderedDict(state)
swapped['fc.weight'], swapped['fc.bias'] = state['fc.weight'].flip(0), state['fc.bias'].flip(0)
save('says-real-fake.pth', {'state_dict': swapped, 'classes': 'real,fake'}, plain)
save('real-fake.pth', swapped, plain)
save('says-nonsense.pth', {'state_dict': state, 'classes': 'cat,dog'})
broken = collections.OrderedDict((name, tensor.clone()) for name, tensor in state.items())
broken['bn2.bias'][3:5] = float('nan')
broken['conv1.weight'][0, 0, 0, 0] = float('inf')
save('nan.pth', broken)

model = SmallCnn()
save('whole-module.pth', model)
save('whole-module-legacy.pth', model, _use_new_zipfile_serialization=False)
save('module-inside.pth', {'epoch': 1, 'model': nn.DataParallel(model)})
save('only-optimizer.pth', {'optimizer': adam.state_dict(), 'epoch': 1})
torch.jit.trace(nn.Linear(2, 2), torch.ones(1, 2)).save(os.path.join(folder, 'torchscript.pt'))
with open(os.path.join(folder, 'scores.json'), 'w') as file:
    json.dump(scores, file)
