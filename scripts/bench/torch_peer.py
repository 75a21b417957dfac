"""The peer of `npm run bench`: PyTorch training the same networks with the same objectives. One process, many cases.

Reads one JSON request a line from stdin and answers each with one JSON line on stdout:
  {"do": "about"}                              -> versions, instruction sets, devices
  {"do": "open", "network", "objective", "batch", "size", "threads", "device", "channelsLast", "autocast"}
                                               -> parameters
  {"do": "steps", "count"}                     -> seconds, one per step; cpuSeconds of all cores
  {"do": "close"}                              -> lets go of the case's memory
An error is answered with {"error": text}; the process lives on.

channelsLast keeps weights and images in that memory format. autocast computes the forward pass and the loss in bfloat16 where
the device has it, else in float16 with a scaled loss, as torch.autocast does.

Objectives: forward (no gradient), ft (cross-entropy and SGD), cored (frozen teacher, one student forward that gives logits
and features, backward, SGD: the least work the method needs), cored-published (the same loss in the published code's order
of work: a student forward that finds the bins and leaves the student in evaluation mode, a forward per image for its
features, a student forward for the logits).
"""
import ctypes
import gc
import json
import os
import sys
import time

import torch
import torch.nn.functional as F
from torch import nn

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', '..', 'test', 'torch'))
import networks  # noqa: E402

learning_rate, momentum = 0.05, 0.1
temperature, alpha, bins, pool = 20.0, 0.5, 5, 4
dropout_rate, drop_connect_rate = 0.2, 0.2


class PooledDropout(nn.Module):
    """A dense layer behind dropout, as both implementations of EfficientNet have it."""

    def __init__(self, dense):
        super().__init__()
        self.dropout = nn.Dropout(dropout_rate)
        self.dense = dense

    def forward(self, x):
        return self.dense(self.dropout(x))


def drops_samples(rate):
    """A forward hook: drop-connect on what a residual block adds."""
    def hook(module, _, output):
        if not module.training:
            return output
        keep = torch.rand(output.shape[0], 1, 1, 1, device=output.device) >= rate
        return output * keep.div(1 - rate)
    return hook


def with_plain_padding(module):
    """SAME convolutions pad a copy of their input; at these sizes symmetric padding costs the same work without the copy."""
    for name, child in module.named_children():
        if isinstance(child, networks.SameConvolution):
            plain = nn.Conv2d(child.in_channels, child.out_channels, child.kernel_size, child.stride,
                              tuple(size // 2 for size in child.kernel_size), groups=child.groups, bias=child.bias is not None)
            plain.load_state_dict(child.state_dict())
            setattr(module, name, plain)
        else:
            with_plain_padding(child)


def build(network):
    """The repository's own network, as fast as PyTorch runs it, with dropout where ours has it."""
    model = networks.networks[network]()
    if network == 'efficientnet-b0':
        with_plain_padding(model)
        model._fc = PooledDropout(model._fc)
        for place, block in enumerate(model._blocks):
            if block.adds_input:
                block._bn2.register_forward_hook(drops_samples(drop_connect_rate * place / len(model._blocks)))
    return model


class Case:
    def __init__(self, network, objective, batch, size, device, channels_last=False, autocast=False):
        torch.manual_seed(0)
        self.step_once = getattr(self, objective.replace('-', '_'))
        self.device = torch.device(device)
        layout = torch.channels_last if channels_last else torch.contiguous_format
        self.student = build(network).to(self.device, memory_format=layout)
        self.teacher = build(network).to(self.device, memory_format=layout).eval() if objective.startswith('cored') else None
        self.autocast = autocast
        self.low = low_precision(self.device)
        self.scaler = torch.cuda.amp.GradScaler() if autocast and self.low == torch.float16 else None
        self.optimizer = torch.optim.SGD(self.student.parameters(), lr=learning_rate, momentum=momentum)
        self.images = (2 * torch.rand(batch, 3, size, size) - 1).to(self.device, memory_format=layout)
        self.labels = (torch.arange(batch) % 2).to(self.device)
        self.store = torch.rand(2, bins, device=self.device)
        self.parameters = sum(weight.numel() for weight in self.student.parameters())

    def steps(self, count):
        return [self.timed() for _ in range(count)]

    def timed(self):
        began = time.perf_counter()
        with torch.autocast(self.device.type, dtype=self.low, enabled=self.autocast):
            loss = self.step_once()
        if loss is not None:
            self.update(loss)
        if self.device.type == 'cuda':
            torch.cuda.synchronize()
        return time.perf_counter() - began

    def forward(self):
        with torch.no_grad():
            self.student.eval()
            self.student.logits(self.student.features(self.images))

    def ft(self):
        self.student.train()
        return F.cross_entropy(self.student.logits(self.student.features(self.images)), self.labels)

    def cored(self):
        taught = self.taught()
        self.student.train()
        features = self.student.features(self.images)
        logits = self.student.logits(features)
        represented = self.representation(self.bins_of(logits.detach()), lambda places: features[places])
        return self.loss(logits, taught) + represented

    def cored_published(self):
        taught = self.taught()
        self.student.eval()
        with torch.no_grad():
            found = self.bins_of(self.student.logits(self.student.features(self.images)))
        one_by_one = lambda places: torch.cat([self.student.features(self.images[at:at + 1]) for at in places])  # noqa: E731
        represented = self.representation(found, one_by_one)
        logits = self.student.logits(self.student.features(self.images))
        return self.loss(logits, taught) + represented

    def taught(self):
        with torch.no_grad():
            return self.teacher.logits(self.teacher.features(self.images))

    def loss(self, logits, taught):
        """Cross-entropy, and CoReD's distillation: the teacher's share and cross-entropy's."""
        hard = F.cross_entropy(logits, self.labels)
        soft = F.kl_div(F.log_softmax(logits / temperature, 1), F.softmax(taught / temperature, 1), reduction='batchmean')
        return hard + alpha * temperature ** 2 * soft + (1 - alpha) * hard

    def bins_of(self, logits):
        """The bin of every image's confidence in its own class, 0.5 to 1; what is below counts as the lowest."""
        confidence = F.softmax(logits, 1).gather(1, self.labels[:, None])[:, 0]
        return ((confidence - 0.5) * 2 * bins).long().clamp(0, bins - 1)

    def representation(self, found, features_of):
        labels, found = self.labels.tolist(), found.tolist()
        distance = 0.0
        for key in sorted(set(zip(labels, found))):
            places = [at for at in range(len(labels)) if (labels[at], found[at]) == key]
            mean = F.max_pool2d(features_of(places), pool).mean()
            distance = distance + (mean - self.store[key]) ** 2
        return distance

    def update(self, loss):
        self.optimizer.zero_grad()
        if self.scaler is None:
            loss.backward()
            self.optimizer.step()
        else:
            self.scaler.scale(loss).backward()
            self.scaler.step(self.optimizer)
            self.scaler.update()


def low_precision(device):
    """What autocast computes in: float16 needs a scaled loss, bfloat16 does not."""
    return torch.float16 if device.type == 'cuda' and not torch.cuda.is_bf16_supported() else torch.bfloat16


def tf32():
    """Whether products and convolutions of float32 tensors may round their factors to TF32 on CUDA; None without CUDA."""
    if not torch.cuda.is_available():
        return None
    return {'products': torch.backends.cuda.matmul.allow_tf32, 'convolutions': torch.backends.cudnn.allow_tf32}


def about():
    lines = [line.strip(' -') for line in torch.__config__.show().splitlines()]
    facts = {'torch': torch.__version__, 'python': sys.version.split()[0], 'cuda': None, 'capability': None, 'libraries': [],
             'tf32': tf32()}
    for line in lines:
        if line.startswith('CPU capability usage'):
            facts['capability'] = line.split(':')[1].strip()
        if 'MKL' in line and line.startswith(('Intel', 'oneDNN')):
            facts['libraries'].append(line.split(' (Git')[0])
    if torch.cuda.is_available():
        facts['cuda'] = torch.cuda.get_device_name(0)
    return facts


def give_memory_back():
    gc.collect()
    if torch.cuda.is_available():
        torch.cuda.empty_cache()
    if sys.platform == 'linux':
        try:
            ctypes.CDLL('libc.so.6').malloc_trim(0)
        except (OSError, AttributeError):
            pass  # Another C library: it keeps what it holds.


def main():
    # A library that prints must not break the protocol.
    answers = os.fdopen(os.dup(1), 'w')
    os.dup2(2, 1)
    case = None
    for line in sys.stdin:
        try:
            request = json.loads(line)
            task = request['do']
            if task == 'about':
                answer = about()
            elif task == 'open':
                torch.set_num_threads(request['threads'])
                case = Case(request['network'], request['objective'], request['batch'], request['size'], request['device'],
                            request['channelsLast'], request['autocast'])
                answer = {'parameters': case.parameters}
            elif task == 'steps':
                before = time.process_time()
                seconds = case.steps(request['count'])
                answer = {'seconds': seconds, 'cpuSeconds': time.process_time() - before}
            elif task == 'close':
                case = None
                give_memory_back()
                answer = {'closed': True}
            else:
                answer = {'error': 'There is no request "%s".' % task}
        except Exception as error:  # Told to the bench, which shows it.
            answer = {'error': '%s: %s' % (type(error).__name__, error)}
        answers.write(json.dumps(answer) + '\n')
        answers.flush()


if __name__ == '__main__':
    main()
