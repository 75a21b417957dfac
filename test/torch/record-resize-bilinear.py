"""What Pillow's bilinear resize gives for small images of known bytes (test/core/images/resize-bilinear.test.ts).

    python3 -m pip install pillow==13.0.0
    python3 test/torch/record-resize-bilinear.py            into test/golden/resize-bilinear.json
    python3 test/torch/record-resize-bilinear.py --check    compares with the committed file
"""
import sys

import PIL
from PIL import Image

sys.dont_write_bytecode = True
import golden_file  # noqa: E402
from formula import byte_sequence  # noqa: E402

# (width, height) -> (width, height): reducing, enlarging, both, by odd ratios, to and from a single pixel.
cases = [((16, 12), (8, 6)), ((17, 13), (5, 4)), ((5, 4), (11, 9)), ((31, 3), (4, 7)), ((1, 1), (3, 2)), ((9, 40), (9, 7)),
         ((40, 9), (7, 9)), ((23, 19), (1, 1)), ((64, 48), (12, 12))]


def resized(source, target):
    image = Image.frombytes('RGB', source, byte_sequence(source[0] * source[1] * 3))
    return list(image.resize(target, Image.Resampling.BILINEAR).tobytes())


def document():
    return {'madeBy': 'python3 test/torch/record-resize-bilinear.py, Pillow ' + PIL.__version__,
            'cases': [{'from': source, 'to': target, 'bytes': resized(source, target)} for source, target in cases]}


if __name__ == '__main__':
    golden_file.run('resize-bilinear', document, [('bytes', '', 0)])
