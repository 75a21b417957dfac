"""Twenty training steps in PyTorch, whose losses the workbench has to reproduce (test/core/training/trajectory.test.ts).

    apt-get install -y python3-torch
    /usr/bin/python3 test/torch/record-trajectory.py                all of them, into test/golden/trajectory.json
    /usr/bin/python3 test/torch/record-trajectory.py small-cnn      those of one network, the others stay
    /usr/bin/python3 test/torch/record-trajectory.py --check        compares with the committed file

The second task of a chain: the frozen teacher and the student start from the same weights, 160 images come in 20 batches
of 8 in their order, batch normalisation is in training mode, there is no augmentation and no dropout.

Weights are golden/README's formula, but for the last layer: its weights times `head.gain`, its fake bias plus `head.shift`.
With the formula alone the teacher gives every image about the same answer, and the feature memory holds a single row.

Everything runs in float32, which is recorded, and in float64. `rounding` is how far apart, relatively, the two come in
the worst of the steps: it has to be far below the test's tolerance, or the comparison would say nothing. At the published
learning rate of 0.05 it is not (CoReD's loss on the small network is 35 % off in the worst step, EfficientNet's FT 110 %
at another choice of images), so a smaller one is taken. `withoutMomentum` is how far the losses move when SGD's momentum
is left out: the test has to notice that much.
"""
import copy
import sys

import torch
import torch.nn.functional as F

sys.dont_write_bytecode = True
import golden_file  # noqa: E402
from networks import golden_state, networks, uniform, weight_gains  # noqa: E402
from objectives import bins, distillation, feature_store, representation_loss, softened  # noqa: E402
from recorded_images import normalised  # noqa: E402

size, batch, steps = 64, 8, 20
count = batch * steps
alpha, temperature = 0.5, 20
momentum = 0.1
settings = {
    'small-cnn': {'rate': 0.003, 'head': {'gain': 8, 'shift': -1.4},
                  'objectives': [('ft', None), ('cored', 'channel-vector'), ('cored', 'channel-mean')]},
    'efficientnet-b0': {'rate': 0.001, 'head': {'gain': 1, 'shift': 0}, 'objectives': [('ft', None), ('cored', 'channel-vector')]},
}


def dataset():
    """
    RGB bytes [count, size, size, 3] and labels, 0 fake and 1 real in turn: blocks of random colour, of 64, 16, 4 or 1 pixels
    so that the network's answers differ from image to image, and the fake ones redder so that there is something to learn.
    """
    labels = torch.arange(count) % 2
    colours = (216 * uniform('trajectory', count * size * size * 3)).floor().reshape(count, size, size, 3)
    places = torch.arange(size)
    images = torch.empty_like(colours)
    for index in range(count):
        side = 4 ** (3 - index // 2 % 4)
        corners = places // side * side
        images[index] = colours[index][corners][:, corners]
    images[..., 0] += 39 * (1 - labels)[:, None, None]
    return images, labels


def starting_state(network):
    state = golden_state(network)
    head = settings[network]['head']
    weight, bias = list(state)[-2:]
    state[weight] = state[weight] * head['gain']
    state[bias] = state[bias] + torch.tensor([head['shift'], 0.0])
    return state


def ft_terms(student, labels):
    ce = F.cross_entropy(student[0], labels)
    return {'total': ce, 'crossEntropy': ce}


def cored_terms(student, teacher_logits, labels, representation, taught):
    """`student` is logits and features; the store of the batch is made by the student's own confidences."""
    ce = F.cross_entropy(student[0], labels)
    kd = distillation(ce, softened(student[0], teacher_logits, temperature), alpha, temperature)
    r = representation_loss(feature_store(*student, labels, representation), taught)
    return {'total': ce + kd + r, 'crossEntropy': ce, 'distillation': kd, 'representation': r}


def train(network, method, representation, dtype=torch.float32, momentum=momentum):
    """The loss terms of every step, before its update, and how many samples the store has by class and bin."""
    images, labels = dataset()
    images = normalised(images, dtype)
    student = networks[network]()
    student.load_state_dict(starting_state(network))
    student.to(dtype).train()
    teacher = copy.deepcopy(student).eval()
    optimizer = torch.optim.SGD(student.parameters(), lr=settings[network]['rate'], momentum=momentum)

    def forward(model, x):
        features = model.features(x)
        return model.logits(features), features

    taught = {}
    if method == 'cored':
        with torch.no_grad():
            # All images at once: in evaluation mode the batches do not matter.
            taught = feature_store(*forward(teacher, images), labels, representation)
    losses = []
    for x, y in zip(images.split(batch), labels.split(batch)):
        optimizer.zero_grad()
        if method == 'ft':
            terms = ft_terms(forward(student, x), y)
        else:
            with torch.no_grad():
                teacher_logits = forward(teacher, x)[0]
            terms = cored_terms(forward(student, x), teacher_logits, y, representation, taught)
        terms['total'].backward()
        optimizer.step()
        losses.append({name: float(value) for name, value in terms.items()})
    counts = [[taught.get((kind, index), (0, 0))[1] for index in range(bins)] for kind in range(2)]
    return losses, counts


def record(network, method, representation):
    losses, counts = train(network, method, representation)
    exact, _ = train(network, method, representation, dtype=torch.float64)
    unmoved, _ = train(network, method, representation, momentum=0)

    def apart(others):
        return float('%.1e' % max(abs(a['total'] / b['total'] - 1) for a, b in zip(losses, others)))

    return {'network': network, 'method': method, 'representation': representation, 'weightGain': weight_gains[network],
            'head': settings[network]['head'], 'learningRate': settings[network]['rate'], 'momentum': momentum,
            'rounding': apart(exact), 'withoutMomentum': apart(unmoved), 'storeCounts': counts, 'losses': losses}


def document(chosen):
    trajectories = [one for one in golden_file.read('trajectory')['trajectories'] if one['network'] not in chosen]
    for network in chosen:
        for method, representation in settings[network]['objectives']:
            one = record(network, method, representation)
            trajectories.append(one)
            print(network, method, representation, 'rounding', one['rounding'], 'without momentum', one['withoutMomentum'],
                  'stored', one['storeCounts'], flush=True)
    # One network alone takes its place again.
    trajectories.sort(key=lambda one: list(settings).index(one['network']))
    return {'madeBy': '/usr/bin/python3 test/torch/record-trajectory.py, PyTorch ' + torch.__version__,
            'imageSize': size, 'batchSize': batch, 'trajectories': trajectories}


if __name__ == '__main__':
    torch.set_num_threads(2)
    arguments = golden_file.arguments(network={'nargs': '*', 'help': ' or '.join(settings)})
    is_sound = golden_file.write_or_check('trajectory', document(arguments.network or list(settings)), arguments.check,
                                          [('losses', '', 1e-4), ('without momentum', '.*/withoutMomentum', 0.2)], indent=1)
    sys.exit(0 if is_sound else 1)
