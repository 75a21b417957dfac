"""Small image files of every kind, and the RGB bytes that Pillow reads of them (test/files/image-kinds.test.ts).

    python3 -m pip install pillow==13.0.0
    python3 test/torch/record-image-kinds.py            into test/golden/image-kinds.json
    python3 test/torch/record-image-kinds.py --check    compares with the committed file
    python3 test/torch/record-image-kinds.py --read FOLDER    prints as JSON what this Pillow reads of the files in a folder

What is read is `Image.open(path).convert('RGB')`, as torchvision's ImageFolder does.
"""
import base64
import io
import json
import os
import struct
import sys

import PIL
from PIL import Image

sys.dont_write_bytecode = True
import golden_file  # noqa: E402
from image_files import bmp, exif, height, packed, padded, png, samples, tiff, width  # noqa: E402

pixels = width * height


def picture(mode):
    """Smooth, so that a lossy format keeps most of it, with a grain."""
    channels = len(Image.new(mode, (1, 1)).getbands())
    grain = samples(mode, pixels * channels)
    values = [(9 * (at // channels % width) + 7 * (at // channels // width) + 50 * (at % channels) + grain[at] // 8) % 256
              for at in range(pixels * channels)]
    return Image.frombytes(mode, (width, height), bytes(values))


def palette_picture(mode='P'):
    image = Image.frombytes('P', (width, height), bytes(value % 16 for value in samples('palette', pixels)))
    image.putpalette(samples('colours', 48))
    return image


def saved(image, format, **options):
    out = io.BytesIO()
    image.save(out, format, **options)
    return out.getvalue()


def jpeg(image, **options):
    return saved(image, 'JPEG', **{'quality': 90, **options})


def without_adobe_marker(data):
    at = data.index(b'\xff\xee')
    return data[:at] + data[at + 2 + struct.unpack('>H', data[at + 2:at + 4])[0]:]


def with_exif(data, orientation):
    """A JPEG's own block, so that no other tag is in it."""
    block = b'Exif\0\0' + exif(orientation)
    return data[:2] + b'\xff\xe1' + struct.pack('>H', len(block) + 2) + block + data[2:]


def on_larger_screen(data):
    """The frame of a GIF, four pixels from the left and two from the top."""
    at = data.index(b',\0\0\0\0' + struct.pack('<HH', width, height))
    return data[:6] + struct.pack('<HH', width + 9, height + 5) + data[10:at + 1] + struct.pack('<HH', 4, 2) + data[at + 5:]


def png_files():
    colours = (b'PLTE', bytes(samples('colours', 48)))
    yield 'grey-1.png', png(0, 1, samples('a', pixels, 1))
    yield 'grey-2.png', png(0, 2, samples('a', pixels, 2))
    yield 'grey-4.png', png(0, 4, samples('a', pixels, 4))
    yield 'grey-8.png', png(0, 8, samples('a', pixels))
    yield 'grey-16.png', png(0, 16, samples('a', pixels, 16))
    yield 'grey-16-key.png', png(0, 16, samples('a', pixels, 16), [(b'tRNS', b'\xff\xff')])
    yield 'grey-8-key.png', png(0, 8, samples('a', pixels), [(b'tRNS', b'\0\xff')])
    yield 'grey-alpha-8.png', png(4, 8, samples('a', 2 * pixels))
    yield 'grey-alpha-16.png', png(4, 16, samples('a', 2 * pixels, 16))
    yield 'rgb-8.png', png(2, 8, samples('a', 3 * pixels))
    yield 'rgb-8-key.png', png(2, 8, samples('a', 3 * pixels), [(b'tRNS', b'\0\0\0\xff\0\x10')])
    yield 'rgb-8-interlaced.png', png(2, 8, samples('a', 3 * pixels), isInterlaced=True)
    yield 'rgb-8-gamma.png', png(2, 8, samples('a', 3 * pixels), [(b'gAMA', struct.pack('>I', 100000))])
    yield 'rgb-8-turned.png', png(2, 8, samples('a', 3 * pixels), [(b'eXIf', exif(6))])
    yield 'rgb-16.png', png(2, 16, samples('a', 3 * pixels, 16))
    yield 'rgba-8.png', png(6, 8, samples('a', 4 * pixels))
    yield 'rgba-16.png', png(6, 16, samples('a', 4 * pixels, 16))
    for bits in (1, 2, 4, 8):
        values = [value % 16 for value in samples('a', pixels, bits)]
        yield 'palette-%d.png' % bits, png(3, bits, values, [colours])
    values = [value % 16 for value in samples('a', pixels)]
    yield 'palette-8-transparent.png', png(3, 8, values, [colours, (b'tRNS', bytes(samples('alpha', 16)))])
    yield 'palette-4-one-transparent.png', png(3, 4, values, [colours, (b'tRNS', b'\xff\xff\0')])


def jpeg_files():
    yield 'rgb-444.jpg', jpeg(picture('RGB'), subsampling=0)
    yield 'rgb-422.jpg', jpeg(picture('RGB'), subsampling=1)
    yield 'rgb-420.jpeg', jpeg(picture('RGB'), subsampling=2)
    yield 'rgb-420-30.jfif', jpeg(picture('RGB'), subsampling=2, quality=30)
    yield 'rgb-progressive.jpg', jpeg(picture('RGB'), progressive=True)
    yield 'rgb-not-ycc.jpg', jpeg(picture('RGB'), keep_rgb=True)
    yield 'grey.jpg', jpeg(picture('L'))
    yield 'cmyk.jpg', jpeg(picture('CMYK'))
    yield 'cmyk-no-marker.jpg', without_adobe_marker(jpeg(picture('CMYK')))
    for orientation in (3, 6):
        yield 'rgb-turned-%d.jpg' % orientation, with_exif(jpeg(picture('RGB')), orientation)


def other_files():
    yield 'rgb-lossless.webp', saved(picture('RGB'), 'WEBP', lossless=True)
    yield 'rgba-lossless.webp', saved(picture('RGBA'), 'WEBP', lossless=True, exact=True)
    yield 'rgb.webp', saved(picture('RGB'), 'WEBP', quality=80)
    yield 'rgba.webp', saved(picture('RGBA'), 'WEBP', quality=80)
    yield 'two-frames.webp', saved(picture('RGB'), 'WEBP', lossless=True, save_all=True, append_images=[Image.new('RGB', (width, height))])
    yield 'palette.gif', saved(palette_picture(), 'GIF')
    yield 'palette-interlaced.gif', saved(palette_picture(), 'GIF', interlace=1)
    yield 'transparent.gif', saved(palette_picture(), 'GIF', transparency=3)
    # So many codes that they become longer, and begin anew.
    large = Image.frombytes('P', (96, 80), bytes(samples('large', 96 * 80)))
    large.putpalette(samples('large colours', 768))
    yield 'large.gif', saved(large, 'GIF')
    yield 'part-of-screen.gif', on_larger_screen(saved(palette_picture(), 'GIF'))
    yield 'part-of-screen-transparent.gif', on_larger_screen(saved(palette_picture(), 'GIF', transparency=3))
    yield 'grey.gif', saved(picture('L'), 'GIF')
    yield 'two-frames.gif', saved(palette_picture(), 'GIF', save_all=True, append_images=[Image.new('P', (width, height))])
    yield 'rgb.avif', saved(picture('RGB'), 'AVIF', quality=90, subsampling='4:4:4')
    yield 'rgb-420.avif', saved(picture('RGB'), 'AVIF', quality=75)
    yield 'rgb-turned.avif', saved(picture('RGB'), 'AVIF', quality=90, subsampling='4:4:4', exif=exif(6))
    yield 'rgba.avif', saved(picture('RGBA'), 'AVIF', quality=90, subsampling='4:4:4')


def tiff_files():
    rgb = bytes(samples('a', 3 * pixels))
    deep = samples('a', pixels, 16)
    three = samples('a', 3 * pixels, 16)
    turned = (274, 3, 1, 6)
    yield 'rgb.tif', tiff(2, 8, rgb, 3)
    yield 'rgb-turned.tif', tiff(2, 8, rgb, 3, [turned])
    yield 'rgb-lzw.tiff', saved(picture('RGB'), 'TIFF', compression='tiff_lzw')
    yield 'rgb-lzw-turned.tiff', saved(picture('RGB'), 'TIFF', compression='tiff_lzw', tiffinfo={274: 6})
    yield 'rgb-deflate.tiff', saved(picture('RGB'), 'TIFF', compression='tiff_adobe_deflate')
    yield 'rgba.tif', saved(picture('RGBA'), 'TIFF')
    yield 'grey.tif', tiff(1, 8, bytes(samples('a', pixels)))
    yield 'grey-inverted.tif', tiff(0, 8, bytes(samples('a', pixels)))
    yield 'grey-16.tif', tiff(1, 16, struct.pack('<%dH' % pixels, *deep))
    yield 'grey-16-big-endian.tif', tiff(1, 16, struct.pack('>%dH' % pixels, *deep), order='>')
    yield 'rgb-16.tif', tiff(2, 16, struct.pack('<%dH' % (3 * pixels), *three), 3)
    yield 'cmyk.tif', saved(picture('CMYK'), 'TIFF')
    yield 'palette.tif', saved(palette_picture(), 'TIFF')
    yield 'one-bit.tif', tiff(1, 1, packed(samples('a', pixels, 1), 1, width))
    yield 'one-bit-inverted.tif', tiff(0, 1, packed(samples('a', pixels, 1), 1, width))


def bmp_files():
    colours = b''.join(bytes(samples('colours', 48)[at:at + 3]) + b'\0' for at in range(0, 48, 3))
    values = samples('a', pixels)
    rgb, rgba = bytes(samples('a', 3 * pixels)), bytes(samples('a', 4 * pixels))
    words = struct.pack('<%dH' % pixels, *samples('a', pixels, 16))
    yield 'one-bit.bmp', bmp(1, padded(packed([value % 2 for value in values], 1, width), width // 8), colours[:8])
    yield 'palette-4.bmp', bmp(4, padded(packed([value % 16 for value in values], 4, width), width // 2), colours)
    yield 'palette-8.bmp', bmp(8, bytes(value % 16 for value in values), colours)
    yield 'rgb-24.bmp', bmp(24, rgb)
    yield 'rgb-24-top-down.bmp', bmp(24, rgb, isTopDown=True)
    yield 'rgb-24-os2.bmp', bmp(24, rgb, infoBytes=12)
    yield 'rgb-16.bmp', bmp(16, words)
    yield 'rgb-565.bmp', bmp(16, words, compression=3, masks=struct.pack('<3I', 0xF800, 0x7E0, 0x1F))
    yield 'rgb-32.bmp', bmp(32, rgba)
    yield 'rgba-32-masks.bmp', bmp(32, rgba, compression=3, infoBytes=108, masks=struct.pack('<4I', 0xFF0000, 0xFF00, 0xFF, 0xFF000000))
    # Six times one index, nine indices as they are and a byte to fill up, one index; the end of the row.
    runs = b''.join(bytes([6, value % 16, 0, 9, *[(value + k) % 16 for k in range(9)], 0, 1, 3, 0, 0]) for value in values[:height])
    yield 'runs-8.bmp', bmp(8, runs + b'\0\1', colours, compression=1)


def pnm_files():
    size = b'%d %d\n' % (width, height)
    bits = samples('a', pixels, 1)
    text = lambda values: b'\n'.join(b' '.join(b'%d' % value for value in values[at:at + 12]) for at in range(0, len(values), 12)) + b'\n'
    yield 'plain.pbm', b'P1\n# a comment\n' + size + text(bits)
    yield 'plain.pgm', b'P2\n' + size + b'255\n' + text(samples('a', pixels))
    yield 'plain.ppm', b'P3 ' + size + b'100\n' + text([value % 101 for value in samples('a', 3 * pixels)])
    yield 'raw.pbm', b'P4\n' + size + packed(bits, 1, width)
    yield 'raw.pgm', b'P5\n#made by hand\n' + size + b'255\n' + bytes(samples('a', pixels))
    yield 'raw-16.pgm', b'P5\n' + size + b'65535\n' + struct.pack('>%dH' % pixels, *samples('a', pixels, 16))
    yield 'raw-1000.pgm', b'P5\n' + size + b'1000\n' + struct.pack('>%dH' % pixels, *[v % 1001 for v in samples('a', pixels, 16)])
    yield 'raw.ppm', b'P6\n' + size + b'255\n' + bytes(samples('a', 3 * pixels))
    yield 'raw-100.pnm', b'P6\n' + size + b'100\n' + bytes(value % 101 for value in samples('a', 3 * pixels))
    yield 'raw-16.ppm', b'P6\n' + size + b'65535\n' + struct.pack('>%dH' % (3 * pixels), *samples('a', 3 * pixels, 16))


makers = (png_files, jpeg_files, other_files, tiff_files, bmp_files, pnm_files)


def read(source):
    with Image.open(source) as image:
        rgb = image.convert('RGB')
        return {'mode': image.mode, 'size': list(rgb.size), 'rgb': base64.b64encode(rgb.tobytes()).decode()}


def reading(source):
    """What Pillow refuses is said by the name of its error."""
    try:
        return read(source)
    except Exception as error:
        return {'refused': type(error).__name__}


def document():
    cases = [{'name': name, 'file': base64.b64encode(data).decode(), **read(io.BytesIO(data))}
             for make in makers for name, data in make()]
    return {'madeBy': 'python3 test/torch/record-image-kinds.py, Pillow ' + PIL.__version__, 'cases': cases}


if __name__ == '__main__':
    if sys.argv[1:2] == ['--read']:
        folder = sys.argv[2]
        found = {name: reading(os.path.join(folder, name)) for name in sorted(os.listdir(folder))}
        print(json.dumps({'pillow': PIL.__version__, 'files': found}))
    else:
        golden_file.run('image-kinds', document, [('files and bytes', '', 0)], indent=1)
