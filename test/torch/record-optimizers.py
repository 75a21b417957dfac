"""Twenty updates of each optimiser, and the learning rates of each schedule, in PyTorch (test/core/optimizers/*.test.ts).

    apt-get install -y python3-torch
    /usr/bin/python3 test/torch/record-optimizers.py            into test/golden/optimizers.json
    /usr/bin/python3 test/torch/record-optimizers.py --check    compares with the committed file

The small network on one task of 20 batches of 8 in their order (noise, the fakes brighter in one channel:
recorded_images.py), one epoch, without augmentation, batch normalisation in training mode, the formula's weights of
networks.py. Losses before each update, in float32; `rounding` is how far apart, relatively, those of float32 and float64 come
in the worst batch; `unlike` how far the losses are from those of plain SGD at the same learning rate, so that a test can
tell one optimiser from another.
"""
import sys

import torch
import torch.nn.functional as F

sys.dont_write_bytecode = True
import golden_file  # noqa: E402
from networks import golden_state, networks  # noqa: E402
from recorded_images import bright_fakes, normalised  # noqa: E402

size, batch, batches = 64, 8, 20
count = batch * batches
epochs = 12


cases = [
    {'optimizer': 'sgd', 'learningRate': 0.01, 'momentum': 0.9, 'nesterov': True, 'weightDecay': 0.01},
    {'optimizer': 'sgd', 'learningRate': 0.01, 'momentum': 0.5, 'clipValue': 0.001},
    {'optimizer': 'sgd', 'learningRate': 0.01, 'momentum': 0.5, 'clipNorm': 0.05},
    {'optimizer': 'adam', 'learningRate': 0.0002, 'weightDecay': 0.0005},
    {'optimizer': 'adam', 'learningRate': 0.0005, 'beta1': 0.5, 'beta2': 0.99, 'adamEpsilon': 0.001, 'weightDecay': 0.1},
    {'optimizer': 'adamw', 'learningRate': 0.0005, 'weightDecay': 0.5},
]


def optimizer_of(case, weights):
    rate, decay = case['learningRate'], case.get('weightDecay', 0)
    betas = (case.get('beta1', 0.9), case.get('beta2', 0.999))
    if case['optimizer'] == 'sgd':
        return torch.optim.SGD(weights, rate, case['momentum'], weight_decay=decay, nesterov=case.get('nesterov', False))
    kind = {'adam': torch.optim.Adam, 'adamw': torch.optim.AdamW}[case['optimizer']]
    return kind(weights, rate, betas, case.get('adamEpsilon', 1e-8), decay)


def train(case, dtype=torch.float32):
    network = networks['small-cnn']()
    network.load_state_dict(golden_state('small-cnn'))
    network.to(dtype).train()
    weights = list(network.parameters())
    optimizer = optimizer_of(case, weights)
    images, labels = bright_fakes('optimisers', count, size, 0)
    losses = []
    for x, y in zip(normalised(images, dtype).split(batch), labels.split(batch)):
        optimizer.zero_grad()
        loss = F.cross_entropy(network.logits(network.features(x)), y)
        loss.backward()
        if 'clipValue' in case:
            torch.nn.utils.clip_grad_value_(weights, case['clipValue'])
        if 'clipNorm' in case:
            torch.nn.utils.clip_grad_norm_(weights, case['clipNorm'])
        optimizer.step()
        losses.append(float(loss))
    return losses


def apart(ones, others):
    return float('%.1e' % max(abs(a / b - 1) for a, b in zip(ones, others)))


def record(case):
    losses = train(case)
    plain = train({'optimizer': 'sgd', 'learningRate': case['learningRate'], 'momentum': case.get('momentum', 0)})
    one = {'parameters': case, 'rounding': apart(losses, train(case, torch.float64)), 'unlike': apart(losses, plain),
           'losses': losses}
    print(case, 'rounding', one['rounding'], 'unlike', one['unlike'], flush=True)
    return one


def rates(make):
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], 0.1)
    scheduler = make(optimizer)
    found = []
    for _ in range(epochs):
        found.append(optimizer.param_groups[0]['lr'])
        optimizer.step()
        scheduler.step()
    return found


def document():
    schedulers = torch.optim.lr_scheduler
    schedules = {
        'constant': rates(lambda one: schedulers.LambdaLR(one, lambda epoch: 1)),
        'step': rates(lambda one: schedulers.StepLR(one, 5, 0.5)),
        'cosine': rates(lambda one: schedulers.CosineAnnealingLR(one, epochs, 0.001)),
        'linear': rates(lambda one: schedulers.LinearLR(one, 1, 0.01, epochs)),
    }
    return {'madeBy': '/usr/bin/python3 test/torch/record-optimizers.py, PyTorch ' + torch.__version__,
            'imageSize': size, 'batchSize': batch, 'optimizers': [record(case) for case in cases],
            'epochs': epochs, 'learningRate': 0.1, 'lastLearningRate': 0.001, 'schedules': schedules}


if __name__ == '__main__':
    torch.set_num_threads(2)
    golden_file.run('optimizers', document, [('losses', '', 1e-5), ('learning rates', '/schedules', 1e-15)], indent=1)
