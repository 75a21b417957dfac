"""The images that the recorders of trainings share: bytes from the formula, and the numbers that a network reads of them."""
import torch

from networks import uniform


def bright_fakes(name, count, size, channel):
    """RGB bytes [count, size, size, 3] and labels, 0 fake and 1 real in turn: noise, the fakes brighter in one channel."""
    labels = torch.arange(count) % 2
    images = (200 * uniform(name, count * size * size * 3)).floor().reshape(count, size, size, 3)
    images[..., channel] += 50 * (1 - labels)[:, None, None]
    return images, labels


def normalised(images, dtype):
    """[count, 3, size, size] in [-1, 1]: rounded to float32 before `dtype`, as every network reads it."""
    return ((images / 255 - 0.5) / 0.5).float().to(dtype).permute(0, 3, 1, 2).contiguous()
