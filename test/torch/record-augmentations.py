"""What torchvision, Pillow and NumPy make of small images (test/core/augmentations/golden-augmentations.test.ts).

    apt-get install -y python3-torchvision python3-pil
    /usr/bin/python3 test/torch/record-augmentations.py            into test/golden/augmentations.json
    /usr/bin/python3 test/torch/record-augmentations.py --check    compares with the committed file

Two images, of bytes that the test makes too: noise, and a smooth one with some noise; sides that are and are not multiples
of 16. `results` are of each change by itself: JPEG and resize by Pillow (libjpeg-turbo), blur, brightness, contrast and
rotation by torchvision on bytes. `draws` begin at the random stream, which is written here a second time from the papers
that src/core/random.ts names: chance, range, and for noise and erasing the bytes. Bytes are base64.
"""
import base64
import io
import math
import sys

import numpy
import PIL
import torch
import torchvision
from PIL import Image
from torchvision.transforms import InterpolationMode
from torchvision.transforms import functional as TF

sys.dont_write_bytecode = True
import golden_file  # noqa: E402
from formula import hash_of, mask  # noqa: E402
from networks import uniform  # noqa: E402


class RandomStream:
    """xoshiro128** (Blackman and Vigna 2018), its four words hashed from the key: FNV-1a, then murmur3's finaliser."""

    def __init__(self, *key):
        text = '/'.join(str(part) for part in key)
        self.s = [self.hash('%d|%s' % (word, text)) or word + 1 for word in range(4)]

    @staticmethod
    def hash(text):
        h = hash_of(text)
        h = ((h ^ (h >> 16)) * 0x85EBCA6B) & mask
        h = ((h ^ (h >> 13)) * 0xC2B2AE35) & mask
        return h ^ (h >> 16)

    def bits(self):
        def turn(x, k):
            return ((x << k) | (x >> (32 - k))) & mask

        s = self.s
        result = turn(s[1] * 5 & mask, 7) * 9 & mask
        t = s[1] << 9 & mask
        s[2] ^= s[0]
        s[3] ^= s[1]
        s[1] ^= s[2]
        s[0] ^= s[3]
        s[2] ^= t
        s[3] = turn(s[3], 11)
        return result

    def uniform(self):
        high, low = self.bits() >> 5, self.bits() >> 6
        return (high * 2**26 + low) / 2**53

    def between(self, low, high):
        return low + (high - low) * self.uniform()

    def integer(self, count):
        return int(self.uniform() * count)

    def normal(self):
        while True:
            x, y = 2 * self.uniform() - 1, 2 * self.uniform() - 1
            r = x * x + y * y
            if 0 < r < 1:
                return x * math.sqrt(-2 * math.log(r) / r)


def noise_image(width, height):
    return (256 * uniform('augmentation', width * height * 3)).floor().reshape(height, width, 3).to(torch.uint8)


def smooth_image(width, height):
    rows, columns = torch.arange(height)[:, None, None], torch.arange(width)[None, :, None]
    channels = torch.arange(3)[None, None, :]
    grain = (24 * uniform('grain', width * height * 3)).floor().reshape(height, width, 3)
    return ((5 * columns + 3 * rows + 40 * channels) % 232 + grain).to(torch.uint8)


images = {'noise': noise_image, 'smooth': smooth_image}
sides = {'even': (32, 16), 'odd': (21, 19), 'square': (24, 24)}


def text(array):
    return base64.b64encode(numpy.ascontiguousarray(array).tobytes()).decode()


def planes(image):
    return image.permute(2, 0, 1)


def pixels(image):
    return image.permute(1, 2, 0).numpy()


def jpeg(image, quality):
    file = io.BytesIO()
    Image.fromarray(image.numpy()).save(file, 'JPEG', quality=quality)
    return numpy.asarray(Image.open(file))


def resize(image, factor):
    height, width, _ = image.shape
    small = (max(1, int(width * factor + 0.5)), max(1, int(height * factor + 0.5)))
    reduced = Image.fromarray(image.numpy()).resize(small, Image.Resampling.BILINEAR)
    return numpy.asarray(reduced.resize((width, height), Image.Resampling.BILINEAR))


def blur(image, sigma):
    length = int(6 * sigma + 1 + 0.5) | 1
    return pixels(TF.gaussian_blur(planes(image), [length, length], [sigma, sigma]))


def rotate(image, degrees):
    return pixels(TF.rotate(planes(image), degrees, InterpolationMode.BILINEAR))


changes = {
    'jpeg-compression': (jpeg, [1, 30, 49, 50, 75, 95, 100]),
    'resize-and-back': (resize, [0.25, 0.5, 0.8]),
    'gaussian-blur': (blur, [0.3, 1, 2.6]),
    'brightness-scaling': (lambda image, factor: pixels(TF.adjust_brightness(planes(image), factor)), [0.3, 0.87, 1.4]),
    'contrast-scaling': (lambda image, factor: pixels(TF.adjust_contrast(planes(image), factor)), [0, 0.6, 1.7]),
    'rotation': (rotate, [-10, 3.7, 33, 90]),
}


def results():
    for name, (change, values) in changes.items():
        for value in values:
            for kind, side in (('noise', 'even'), ('smooth', 'odd')):
                made = images[kind](*sides[side])
                yield {'augmentation': name, 'value': value, 'image': kind, 'sides': sides[side], 'bytes': text(change(made, value))}


def noise(image, random, sigma):
    drawn = numpy.array([random.normal() for _ in range(image.numel())]).reshape(image.shape)
    return numpy.clip(numpy.rint(image.numpy() + sigma * drawn), 0, 255).astype(numpy.uint8)


def erasing(image, random, areas, ratios, fill):
    """torchvision's RandomErasing.get_params over our stream; F.erase; a byte for each value of the box, row by row."""
    height, width, _ = image.shape
    for _ in range(10):
        area = width * height * random.between(*areas)
        ratio = math.exp(random.between(math.log(ratios[0]), math.log(ratios[1])))
        h, w = int(round(math.sqrt(area * ratio))), int(round(math.sqrt(area / ratio)))
        if not (h < height and w < width):
            continue
        top, left = random.integer(height - h + 1), random.integer(width - w + 1)
        count = h * w * 3
        bytes_ = [random.integer(256) for _ in range(count)] if fill == 'random' else [0] * count
        box = torch.tensor(bytes_, dtype=torch.uint8).reshape(h, w, 3).permute(2, 0, 1)
        return pixels(TF.erase(planes(image), top, left, h, w, box))
    return image.numpy()


def draws():
    """By the defaults of each augmentation, for images 0 to 3 of set 1 in epoch 3 of stage 2, at chance 0.7."""
    defaults = {
        'rotation': lambda image, random: rotate(image, random.between(-10, 10)),
        'brightness-scaling': lambda image, random: pixels(TF.adjust_brightness(planes(image), random.between(0.9, 1.1))),
        'contrast-scaling': lambda image, random: pixels(TF.adjust_contrast(planes(image), random.between(0.9, 1.1))),
        'resize-and-back': lambda image, random: resize(image, random.between(0.5, 1)),
        'gaussian-blur': lambda image, random: blur(image, random.between(0, 3)),
        'gaussian-noise': lambda image, random: noise(image, random, random.between(3, 7)),
        'jpeg-compression': lambda image, random: jpeg(image, 30 + random.integer(71)),
        'random-erasing': lambda image, random: erasing(image, random, (0.02, 0.33), (0.3, 3.3), 'random'),
    }
    for name, change in defaults.items():
        for index in range(4):
            random = RandomStream(7, 'augment/' + name, 2, 3, 2**32 + index)
            made = images['smooth'](*sides['square'])
            is_changed = random.uniform() < 0.7
            shown = change(made, random) if is_changed else made.numpy()
            yield {'augmentation': name, 'index': index, 'isChanged': is_changed, 'sides': sides['square'], 'bytes': text(shown)}


def document():
    versions = [torchvision.__version__, torch.__version__, PIL.__version__, numpy.__version__]
    made_by = 'test/torch/record-augmentations.py, torchvision %s, PyTorch %s, Pillow %s, NumPy %s' % tuple(versions)
    return {'madeBy': made_by, 'results': list(results()), 'draws': list(draws())}


if __name__ == '__main__':
    golden_file.run('augmentations', document, [('bytes', '', 0)])
