"""The workbench's networks in PyTorch, under the names of the published checkpoints, and weights by golden/README's formula."""
import torch
import torch.nn.functional as F
from torch import nn

from formula import hash_at


class Separable(nn.Module):
    def __init__(self, inputs, outputs):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, inputs, 3, 1, 1, groups=inputs, bias=False)
        self.pointwise = nn.Conv2d(inputs, outputs, 1, bias=False)

    def forward(self, x):
        return self.pointwise(self.conv1(x))


class Block(nn.Module):
    """Separable convolutions, pooled by two where the channels change, added to the input or to its projection."""

    def __init__(self, widths, begins_with_relu):
        super().__init__()
        first, last = widths[0], widths[-1]
        self.is_strided = first != last
        if self.is_strided:
            self.skip = nn.Conv2d(first, last, 1, 2, bias=False)
            self.skipbn = nn.BatchNorm2d(last)
        layers = []
        for place, (inputs, outputs) in enumerate(zip(widths, widths[1:])):
            layers += [nn.ReLU()] if begins_with_relu or place else []
            layers += [Separable(inputs, outputs), nn.BatchNorm2d(outputs)]
        self.rep = nn.Sequential(*layers, *([nn.MaxPool2d(3, 2, 1)] if self.is_strided else []))

    def forward(self, x):
        return self.rep(x) + (self.skipbn(self.skip(x)) if self.is_strided else x)


class Xception(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 32, 3, 2, bias=False)
        self.bn1 = nn.BatchNorm2d(32)
        self.conv2 = nn.Conv2d(32, 64, 3, bias=False)
        self.bn2 = nn.BatchNorm2d(64)
        widths = [[64, 128, 128], [128, 256, 256], [256, 728, 728], *[[728] * 4] * 8, [728, 728, 1024]]
        for place, block in enumerate(widths):
            self.add_module('block%d' % (place + 1), Block(block, place > 0))
        self.blocks = len(widths)
        self.conv3 = Separable(1024, 1536)
        self.bn3 = nn.BatchNorm2d(1536)
        self.conv4 = Separable(1536, 2048)
        self.bn4 = nn.BatchNorm2d(2048)
        self.last_linear = nn.Linear(2048, 2)

    def features(self, x):
        """bn4's maps, before the ReLU."""
        x = F.relu(self.bn1(self.conv1(x)))
        x = F.relu(self.bn2(self.conv2(x)))
        for place in range(self.blocks):
            x = getattr(self, 'block%d' % (place + 1))(x)
        x = F.relu(self.bn3(self.conv3(x)))
        return self.bn4(self.conv4(x))

    def logits(self, features):
        return self.last_linear(F.relu(features).mean((2, 3)))


class SameConvolution(nn.Conv2d):
    """Padded as TensorFlow's SAME does: as little as it can before the beginning."""

    def forward(self, x):
        sides = []
        for length, size, stride in zip(x.shape[:1:-1], self.kernel_size[::-1], self.stride[::-1]):
            padded = max(0, (-(-length // stride) - 1) * stride + size - length)
            sides += [padded // 2, padded - padded // 2]
        return super().forward(F.pad(x, sides))


class Bottleneck(nn.Module):
    def __init__(self, inputs, outputs, expansion, size, stride):
        super().__init__()
        wide = inputs * expansion
        self.adds_input = stride == 1 and inputs == outputs
        if expansion > 1:
            self._expand_conv = SameConvolution(inputs, wide, 1, bias=False)
            self._bn0 = norm(wide)
        self.expands = expansion > 1
        self._depthwise_conv = SameConvolution(wide, wide, size, stride, groups=wide, bias=False)
        self._bn1 = norm(wide)
        self._se_reduce = SameConvolution(wide, max(1, inputs // 4), 1)
        self._se_expand = SameConvolution(max(1, inputs // 4), wide, 1)
        self._project_conv = SameConvolution(wide, outputs, 1, bias=False)
        self._bn2 = norm(outputs)

    def forward(self, x):
        y = F.silu(self._bn0(self._expand_conv(x))) if self.expands else x
        y = F.silu(self._bn1(self._depthwise_conv(y)))
        y = y * torch.sigmoid(self._se_expand(F.silu(self._se_reduce(y.mean((2, 3), keepdim=True)))))
        y = self._bn2(self._project_conv(y))
        return y + x if self.adds_input else y


class EfficientNet(nn.Module):
    """B0, without dropout and drop-connect."""

    stages = [(1, 3, 1, 1, 32, 16), (2, 3, 2, 6, 16, 24), (2, 5, 2, 6, 24, 40), (3, 3, 2, 6, 40, 80),
              (3, 5, 1, 6, 80, 112), (4, 5, 2, 6, 112, 192), (1, 3, 1, 6, 192, 320)]

    def __init__(self):
        super().__init__()
        self._conv_stem = SameConvolution(3, 32, 3, 2, bias=False)
        self._bn0 = norm(32)
        blocks = []
        for repeats, size, stride, expansion, inputs, outputs in self.stages:
            blocks.append(Bottleneck(inputs, outputs, expansion, size, stride))
            blocks += [Bottleneck(outputs, outputs, expansion, size, 1) for _ in range(repeats - 1)]
        self._blocks = nn.ModuleList(blocks)
        self._conv_head = SameConvolution(320, 1280, 1, bias=False)
        self._bn1 = norm(1280)
        self._fc = nn.Linear(1280, 2)

    def features(self, x):
        """The head's maps, after its swish."""
        x = F.silu(self._bn0(self._conv_stem(x)))
        for block in self._blocks:
            x = block(x)
        return F.silu(self._bn1(self._conv_head(x)))

    def logits(self, features):
        return self._fc(features.mean((2, 3)))


class SmallCnn(nn.Module):
    """The workbench's own five convolutions."""

    def __init__(self):
        super().__init__()
        widths = [3, 24, 48, 64, 96, 128]
        self.layers = len(widths) - 1
        for place, (inputs, outputs) in enumerate(zip(widths, widths[1:])):
            stride = 2 if place < self.layers - 1 else 1
            self.add_module('conv%d' % (place + 1), nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False))
            self.add_module('bn%d' % (place + 1), nn.BatchNorm2d(outputs))
        self.fc = nn.Linear(128, 2)

    def features(self, x):
        for place in range(1, self.layers + 1):
            x = F.relu(getattr(self, 'bn%d' % place)(getattr(self, 'conv%d' % place)(x)))
        return x

    def logits(self, features):
        return self.fc(features.mean((2, 3)))


def norm(channels):
    return nn.BatchNorm2d(channels, eps=1e-3, momentum=0.01)


networks = {'xception': Xception, 'efficientnet-b0': EfficientNet, 'small-cnn': SmallCnn}


# So that activations neither vanish nor explode; He's gain suits the ReLUs of the workbench's own network.
weight_gains = {'xception': 1.0, 'efficientnet-b0': 1.6, 'small-cnn': 2**0.5}


def uniform(name, count):
    """The formula's numbers in [0, 1) as a float64 tensor."""
    return hash_at(name, torch.arange(count, dtype=torch.int64)).double() / 2**32


def fill(name, shape, gain):
    """The formula's float32 values; the kind of a parameter follows from its name and dimensions."""
    shape = torch.Size(shape)
    centred = (uniform(name, shape.numel()) - 0.5).reshape(shape)
    spread = 2 * 3**0.5 / shape[1:].numel() ** 0.5
    if len(shape) == 4:
        return (centred * spread * gain).float()
    if len(shape) == 2:
        return (centred * spread).float()
    if name.endswith('running_var'):
        return (1 + 0.4 * centred).float()
    return ((1 if name.endswith('weight') else 0) + 0.2 * centred).float()


def golden_state(network):
    """A state_dict of the formula's weights, in the network's own order; its counters say 7."""
    gain = weight_gains[network]
    state = networks[network]().state_dict()
    for name, tensor in state.items():
        state[name] = torch.tensor(7) if name.endswith('num_batches_tracked') else fill(name, tensor.shape, gain)
    return state


def golden_images(size=128):
    """[2, 3, size, size] in [-1, 1)."""
    return (2 * uniform('input', 2 * 3 * size * size) - 1).float().reshape(2, 3, size, size)
