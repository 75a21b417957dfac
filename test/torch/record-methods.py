"""What the continual-learning methods have to compute, in PyTorch (test/core/methods/golden-methods.test.ts).

    apt-get install -y python3-torch
    /usr/bin/python3 test/torch/record-methods.py            into test/golden/methods.json
    /usr/bin/python3 test/torch/record-methods.py --check    compares with the committed file

`batch`: the losses of one batch and their gradients by the student's logits and features, in float64, on the batch of
objective_batch.py. Where images are replayed, its first 6 rows are new, the next 3 held to stored logits (the
teacher's stand for those), the last 3 to their labels.

`chains`: the small network through two tasks of 5 batches of 8 in their order, one epoch each, without augmentation; SGD with
momentum, batch normalisation in training mode, the formula's weights of networks.py. LwF, EWC online (by the label, and by
both classes) and SI, whose state comes from the first task. Losses of every batch before its update, in float32; what the
state holds after the first task, by weight: its sum and its largest value. `rounding` is how far apart, relatively, the
losses of float32 and float64 come in the worst batch.
"""
import copy
import sys

import torch
import torch.nn.functional as F

sys.dont_write_bytecode = True
import golden_file  # noqa: E402
import objective_batch  # noqa: E402
from networks import golden_state, networks  # noqa: E402
from objectives import softened  # noqa: E402
from recorded_images import bright_fakes, normalised  # noqa: E402

size, batch, batches = 64, 8, 5
count = batch * batches
rate, momentum = 0.01, 0.1
published = {'lwf': {'lwfAlpha': 0.5, 'lwfTemperature': 2}, 'derpp': {'derAlpha': 0.5, 'derBeta': 1},
             'dfil': {'dfilAlpha': 0.3, 'dfilTemperature': 20, 'featureWeight': 0.01, 'contrastWeight': 0.1,
                      'contrastTemperature': 1}}
# Large enough that the penalties count beside the cross-entropy after five batches.
chosen = {'lwf': {'lwfAlpha': 0.5, 'lwfTemperature': 2}, 'ewc-online': {'ewcLambda': 2000, 'ewcGamma': 1},
          'si': {'siC': 20000, 'siXi': 0.01}}


# --- one batch

def supervised_contrast(features, labels, temperature):
    """Image by image, as the formula reads."""
    z = features / features.norm(dim=1, keepdim=True)
    losses = []
    for i in range(len(z)):
        others = [j for j in range(len(z)) if j != i]
        partners = [j for j in others if labels[j] == labels[i]]
        if not partners:
            continue
        whole = torch.stack([(z[i] @ z[j] / temperature).exp() for j in others]).sum()
        shares = [((z[i] @ z[p] / temperature).exp() / whole).log() for p in partners]
        losses.append(-temperature * torch.stack(shares).mean())
    return torch.stack(losses).mean()


def feature_distance(student, teacher):
    student, teacher = (rows / rows.norm(dim=1, keepdim=True) for rows in (student, teacher))
    return ((student - teacher) ** 2).mean()


def batch_losses():
    labels = torch.tensor(objective_batch.labels)
    student, teacher = objective_batch.logits('student').requires_grad_(), objective_batch.logits('teacher')
    maps = objective_batch.features('student').requires_grad_()
    features, old_features = maps.mean((1, 2)), objective_batch.features('teacher').mean((1, 2))
    each = F.cross_entropy(student, labels, reduction='none')
    ce = each.mean()

    def dfil(untrained_targets):
        alpha, temperature = published['dfil']['dfilAlpha'], published['dfil']['dfilTemperature']
        kd = (1 - alpha) * ce
        if not untrained_targets:
            kd = kd + alpha * temperature**2 * softened(student, teacher, temperature)
        return {'crossEntropy': ce, 'distillation': kd, 'features': 0.01 * feature_distance(features, old_features),
                'contrast': 0.1 * supervised_contrast(features, labels, 1)}

    new, by_logits, by_labels = slice(0, 6), slice(6, 9), slice(9, 12)
    losses = {
        'lwf': {'crossEntropy': ce, 'distillation': 0.5 * softened(student, teacher, 2)},
        'er': {'crossEntropy': each[new].sum() / 12, 'replay': each[6:].sum() / 12},
        'derpp': {'crossEntropy': each[new].mean(),
                  'logits': 0.5 * F.mse_loss(student[by_logits], teacher[by_logits]),
                  'replay': 1 * F.cross_entropy(student[by_labels], labels[by_labels])},
        'dfil-first': {'crossEntropy': ce, 'contrast': supervised_contrast(features, labels, 1)},
        'dfil': dfil(False),
        'dfil-log-probabilities': dfil(True),
    }
    recorded = {}
    for name, terms in losses.items():
        total = sum(terms.values())
        by_logits_gradient, by_maps = torch.autograd.grad(total, [student, maps], retain_graph=True, allow_unused=True)
        recorded[name] = {'terms': {key: float(value) for key, value in terms.items()}, 'total': float(total),
                          'gradLogits': by_logits_gradient.tolist(),
                          'gradFeaturesNorm': 0.0 if by_maps is None else float(by_maps.norm()),
                          'gradFeaturesFirst': [] if by_maps is None else by_maps.flatten()[:12].tolist()}
    return recorded


# --- chains

def task_images(name):
    """The fakes are brighter in a channel of the task's own."""
    return bright_fakes('task ' + name, count, size, {'first': 0, 'second': 1}[name])


class Trained:
    """One method on the small network; subclasses say what it adds."""

    def __init__(self, parameters, dtype):
        self.parameters, self.dtype = parameters, dtype
        self.network = networks['small-cnn']()
        self.network.load_state_dict(golden_state('small-cnn'))
        self.network.to(dtype)

    def forward(self, x):
        return self.network.logits(self.network.features(x))

    def weights(self):
        return dict(self.network.named_parameters())

    def begin(self):
        pass

    def terms(self, logits, x, y):
        return {'crossEntropy': F.cross_entropy(logits, y)}

    def gradients(self, terms):
        sum(terms.values()).backward()

    def updated(self, before):
        pass

    def end(self, x, y):
        pass

    def learn(self, name):
        images, labels = task_images(name)
        images = normalised(images, self.dtype)
        self.network.train()
        optimizer = torch.optim.SGD(self.network.parameters(), lr=rate, momentum=momentum)
        self.begin()
        losses = []
        for x, y in zip(images.split(batch), labels.split(batch)):
            optimizer.zero_grad()
            terms = self.terms(self.forward(x), x, y)
            self.gradients(terms)
            before = {key: weight.detach().clone() for key, weight in self.weights().items()}
            optimizer.step()
            self.updated(before)
            losses.append({key: float(value) for key, value in terms.items()})
        self.end(images, labels)
        return losses


class Lwf(Trained):
    old = None

    def terms(self, logits, x, y):
        terms = super().terms(logits, x, y)
        if self.old:
            with torch.no_grad():
                kept = self.old.logits(self.old.features(x))
            terms['distillation'] = self.parameters['lwfAlpha'] * softened(logits, kept, self.parameters['lwfTemperature'])
        return terms

    def end(self, x, y):
        self.old = copy.deepcopy(self.network).eval()


class Ewc(Trained):
    fisher, held = None, None
    both_classes = False

    def terms(self, logits, x, y):
        terms = super().terms(logits, x, y)
        if self.fisher:
            moved = [(self.fisher[key] * (weight - self.held[key])**2).sum() for key, weight in self.weights().items()]
            terms['penalty'] = self.parameters['ewcLambda'] * sum(moved)
        return terms

    def end(self, x, y):
        self.network.eval()
        found = {key: torch.zeros_like(weight) for key, weight in self.weights().items()}
        for image, label in zip(x, y):
            logarithms = F.log_softmax(self.forward(image[None]), 1)[0]
            for kind in [0, 1] if self.both_classes else [int(label)]:
                gradients = torch.autograd.grad(logarithms[kind], list(self.weights().values()), retain_graph=True)
                for key, gradient in zip(found, gradients):
                    found[key] += float(logarithms[kind].exp()) * gradient**2 / len(x)
        old = self.fisher or {key: 0 for key in found}
        self.fisher = {key: self.parameters['ewcGamma'] * old[key] + squares for key, squares in found.items()}
        self.held = {key: weight.detach().clone() for key, weight in self.weights().items()}

    def state(self):
        return self.fisher


class EwcBoth(Ewc):
    both_classes = True


class Si(Trained):
    importance = None

    def begin(self):
        self.start = {key: weight.detach().clone() for key, weight in self.weights().items()}
        self.path = {key: torch.zeros_like(weight) for key, weight in self.start.items()}

    def terms(self, logits, x, y):
        terms = super().terms(logits, x, y)
        if self.importance:
            moved = [(self.importance[key] * (weight - self.start[key])**2).sum() for key, weight in self.weights().items()]
            terms['penalty'] = self.parameters['siC'] * sum(moved)
        return terms

    def gradients(self, terms):
        weights = list(self.weights().values())
        self.by_images = dict(zip(self.weights(), torch.autograd.grad(terms['crossEntropy'], weights, retain_graph=True)))
        sum(terms.values()).backward()
        torch.nn.utils.clip_grad_value_(weights, 1)

    def updated(self, before):
        for key, weight in self.weights().items():
            self.path[key] -= self.by_images[key] * (weight.detach() - before[key])

    def end(self, x, y):
        old = self.importance or {key: 0 for key in self.path}
        self.importance = {key: old[key] + way.clamp(min=0) / ((self.weights()[key].detach() - self.start[key])**2 + self.parameters['siXi'])
                           for key, way in self.path.items()}

    def state(self):
        return self.importance


def chain(kind, parameters, dtype=torch.float32):
    method = kind(parameters, dtype)
    first = method.learn('first')
    state = {key: {'sum': float(value.sum()), 'largest': float(value.max())} for key, value in method.state().items()} \
        if hasattr(method, 'state') else {}
    return [first, method.learn('second')], state


def record_chain(name, kind, parameters, more):
    steps, state = chain(kind, parameters)
    exact, _ = chain(kind, parameters, torch.float64)
    totals = [[sum(terms.values()) for step in one for terms in step] for one in (steps, exact)]
    rounding = max(abs(a / b - 1) for a, b in zip(*totals))
    print(name, more, 'rounding %.1e' % rounding, 'last', steps[1][-1], flush=True)
    return {'method': name, 'parameters': {**parameters, **more}, 'rounding': float('%.1e' % rounding), 'stages': steps,
            'state': state}


def document():
    chains = [record_chain('lwf', Lwf, chosen['lwf'], {}),
              record_chain('ewc-online', Ewc, chosen['ewc-online'], {'ewcExpectation': 'label'}),
              record_chain('ewc-online', EwcBoth, {**chosen['ewc-online'], 'ewcLambda': 500}, {'ewcExpectation': 'both-classes'}),
              record_chain('si', Si, chosen['si'], {})]
    return {'madeBy': '/usr/bin/python3 test/torch/record-methods.py, PyTorch ' + torch.__version__,
            'imageSize': size, 'batchSize': batch, 'learningRate': rate, 'momentum': momentum,
            'batch': batch_losses(), 'chains': chains}


if __name__ == '__main__':
    torch.set_num_threads(2)
    golden_file.run('methods', document, [('settings', '', 0), ('chains', '/chains', 1e-4), ('losses of one batch', '/batch', 1e-12)],
                    indent=1)
