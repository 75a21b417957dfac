"""The batch of 12 that the objectives are recorded on (test/golden/README.md): logits and feature maps of student and teacher."""
import torch

from networks import uniform

labels = [0, 1, 0, 1, 1, 0, 0, 1, 0, 1, 1, 0]
count, side, channels = len(labels), 4, 6


def logits(who):
    """[12, 2], float64: in [-1.2, 1.2), and 0.8 more for the true class."""
    true = torch.nn.functional.one_hot(torch.tensor(labels), 2).double()
    return 2.4 * (uniform(who + '-logits', count * 2) - 0.5).reshape(count, 2) + 0.8 * true


def features(who):
    """[12, 4, 4, 6] (height, width, channels) in [-1, 1), float64."""
    return 2 * uniform(who + '-features', count * side * side * channels).reshape(count, side, side, channels) - 1


def channels_first(maps):
    return maps.permute(0, 3, 1, 2)


def centred(name, size):
    return uniform(name, size) - 0.5
