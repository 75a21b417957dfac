"""Writes resize-bilinear.json: what Pillow's bilinear resize gives for small images of known bytes.

python3 -m pip install pillow==13.0.0 && python3 test/golden/make-resize-bilinear.py
"""
import json
import pathlib

import PIL
from PIL import Image

# (width, height) -> (width, height): reducing, enlarging, both, by odd ratios, to and from a single pixel.
CASES = [((16, 12), (8, 6)), ((17, 13), (5, 4)), ((5, 4), (11, 9)), ((31, 3), (4, 7)), ((1, 1), (3, 2)), ((9, 40), (9, 7)),
         ((40, 9), (7, 9)), ((23, 19), (1, 1)), ((64, 48), (12, 12))]


def known_bytes(count):
    """A linear congruential sequence, so that the test can make the same bytes."""
    state, values = 12345, []
    for _ in range(count):
        state = (state * 1103515245 + 12345) % 2**31
        values.append(state >> 23)
    return bytes(values)


golden = []
for source, target in CASES:
    image = Image.frombytes("RGB", source, known_bytes(source[0] * source[1] * 3))
    resized = image.resize(target, Image.Resampling.BILINEAR)
    golden.append({"from": source, "to": target, "bytes": list(resized.tobytes())})
document = {"madeBy": f"python3 test/golden/make-resize-bilinear.py, Pillow {PIL.__version__}", "cases": golden}
pathlib.Path(__file__).with_name("resize-bilinear.json").write_text(json.dumps(document) + "\n")
