"""Xception and EfficientNet-B0 in evaluation, in training and after three updates (test/core/networks/*.test.ts).

    apt-get install -y python3-torch
    /usr/bin/python3 test/torch/record-networks.py                            all, into test/golden/<name>.json
    /usr/bin/python3 test/torch/record-networks.py efficientnet-b0            one of them
    /usr/bin/python3 test/torch/record-networks.py --check                    compares with the committed files

Weights and the two images are test/golden/README.md's formula, the networks those of networks.py, everything is in float32.
Training has batch statistics, no dropout and no drop-connect. The committed files of 128 px were recorded with the published
definitions of the networks: `--check` says that ours are the same networks. Those of 64 px, for devices that are too slow for
more, were recorded with ours and leave out the parameters, which are the same. Gradients are those of the first of three updates
by SGD with momentum; evaluation after them uses the running statistics that they left.
"""
import sys

import torch
import torch.nn.functional as F

sys.dont_write_bytecode = True
import golden_file  # noqa: E402
from networks import golden_images, golden_state, networks, weight_gains  # noqa: E402

truth = torch.tensor([0, 1])
rate, momentum, updates = 0.05, 0.1, 3
# Relative. Xception's updates are moved by rounding as far as xception-rounding.py says, and its ReLUs flip some gradients.
allowed = {
    'xception': {'norms': 2e-3, 'elements': 2e-2, 'losses': 5e-2, 'logits': 0.1},
    'efficientnet-b0': {'norms': 1e-4, 'elements': 1e-3, 'losses': 1e-4, 'logits': 1e-3},
    'xception-64': {'norms': 1e-4, 'elements': 1e-3, 'losses': 1e-2, 'logits': 1e-2},
    'efficientnet-b0-64': {'norms': 5e-3, 'elements': 2e-2, 'losses': 1e-2, 'logits': 1e-2},
}
# A gradient that is 0 in exact arithmetic is the noise of its sums, about 1e-6.
floor = 1e-2


def kind_of(name, shape):
    if len(shape) == 4:
        return 'weight'
    if len(shape) == 2:
        return 'fc'
    if name.endswith('running_mean'):
        return 'mean'
    if name.endswith('running_var'):
        return 'var'
    return 'gamma' if name.endswith('weight') else 'beta'


def sample(tensor):
    flat = tensor.flatten()
    places = [(place * 7919) % len(flat) for place in range(16)]
    return {'shape': list(tensor.shape), 'sum': float(flat.double().sum()), 'sumsq': float((flat.double()**2).sum()),
            'index': places, 'value': flat[places].tolist()}


def gradient_of(weight):
    return {'norm': float(weight.grad.double().norm()), 'first': weight.grad.flatten()[:3].tolist()}


def record(file):
    """Of '<network>', at 128 px, or '<network>-64'."""
    is_small = file.endswith('-64')
    name = file[:-3] if is_small else file
    network = networks[name]()
    network.load_state_dict(golden_state(name))
    images = golden_images(64 if is_small else 128)
    parameters = [(key, list(tensor.shape)) for key, tensor in network.state_dict().items()
                  if not key.endswith('num_batches_tracked')]
    with torch.no_grad():
        features = network.eval().features(images)
        evaluated = {'features': sample(features), 'logits': network.logits(features).tolist()}
    trained, losses = {}, []
    network.train()
    optimizer = torch.optim.SGD(network.parameters(), lr=rate, momentum=momentum)
    for _ in range(updates):
        optimizer.zero_grad()
        logits = network.logits(network.features(images))
        loss = F.cross_entropy(logits, truth)
        loss.backward()
        if not losses:
            trained = {'logits': logits.tolist(), 'loss': float(loss),
                       'gradients': {key: gradient_of(weight) for key, weight in network.named_parameters()}}
        losses.append(float(loss))
        optimizer.step()
    with torch.no_grad():
        after = network.eval().logits(network.features(images)).tolist()
    described = {'imageSize': 64} if is_small else {
        'parameters': [[key, shape, kind_of(key, shape)] for key, shape in parameters]}
    return {
        'madeBy': '/usr/bin/python3 test/torch/record-networks.py, PyTorch ' + torch.__version__,
        'network': name, 'weightGain': weight_gains[name],
        'note': 'all tensors in PyTorch layout (NCHW, OIHW); output 0 = fake, 1 = real',
        **described,
        'eval': evaluated, 'train': trained,
        'afterThreeSteps': {'learningRate': rate, 'momentum': momentum, 'losses': losses, 'evalLogits': after},
    }


def tolerances_of(name):
    limits = allowed[name]
    return [('settings and parameters', '', 0), ('evaluation', '/eval', 1e-4), ('loss of training', '/train', 1e-4),
            ('norms of gradients', '/train/gradients/.*/norm', limits['norms']),
            ('elements of gradients', '/train/gradients/.*/first', limits['elements']),
            ('losses of the updates', '/afterThreeSteps/losses', limits['losses']),
            ('evaluation after the updates', '/afterThreeSteps/evalLogits', limits['logits'])]


if __name__ == '__main__':
    torch.set_num_threads(1)
    chosen = golden_file.arguments(network={'nargs': '*', 'help': ' or '.join(allowed)})
    sound = [golden_file.write_or_check(one, record(one), chosen.check, tolerances_of(one), floor=floor)
             for one in chosen.network or allowed]
    sys.exit(0 if all(sound) else 1)
