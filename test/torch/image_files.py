"""Small image files of the kinds that Pillow does not write: PNG of every depth, TIFF, BMP, PNM, from bytes alone."""
import struct
import zlib

from formula import hash_at

width, height = 16, 12


def samples(name, count, bits=8):
    """Unsigned numbers of so many bits; the first two are the smallest and the largest."""
    return [0, 2**bits - 1] + [hash_at(name, place) >> (32 - bits) for place in range(count - 2)]


def packed(values, bits, a_row):
    """Rows of `a_row` numbers, the highest bit first, each row filled up to whole bytes."""
    rows = [values[at:at + a_row] for at in range(0, len(values), a_row)]
    filled = [''.join(format(value, '0%db' % bits) for value in row) for row in rows]
    return b''.join(bytes(int(row[at:at + 8].ljust(8, '0'), 2) for at in range(0, len(row), 8)) for row in filled)


def chunk(name, data):
    return struct.pack('>I', len(data)) + name + data + struct.pack('>I', zlib.crc32(name + data))


def png(colour, bits, values, extra=(), isInterlaced=False):
    """`colour`: 0 grey, 2 RGB, 3 palette, 4 grey and alpha, 6 RGBA. `extra`: chunks before the pixels."""
    channels = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}[colour]
    header = struct.pack('>IIBBBBB', width, height, bits, colour, 0, 0, int(isInterlaced))
    passes = adam7 if isInterlaced else [(0, 0, 1, 1)]
    data = b''
    for left, top, across, down in passes:
        for y in range(top, height, down):
            row = [values[(y * width + x) * channels + c] for x in range(left, width, across) for c in range(channels)]
            data += b'\0' + packed(row, bits, len(row)) if row else b''
    chunks = [chunk(b'IHDR', header), *[chunk(*one) for one in extra], chunk(b'IDAT', zlib.compress(data, 9)), chunk(b'IEND', b'')]
    return b'\x89PNG\r\n\x1a\n' + b''.join(chunks)


adam7 = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]


def exif(orientation):
    """A TIFF block with this one tag."""
    return b'MM\0*' + struct.pack('>IHHHIHHI', 8, 1, 0x0112, 3, 1, orientation, 0, 0)


def tiff(photometric, bits, data, channels=1, extra=(), order='<'):
    """One uncompressed strip. `extra`: (tag, type, count, value or bytes)."""
    tags = [(256, 4, 1, width), (257, 4, 1, height), (258, 3, channels, struct.pack(order + '%dH' % channels, *[bits] * channels)),
            (259, 3, 1, 1), (262, 3, 1, photometric), (273, 4, 1, 8), (277, 3, 1, channels), (278, 4, 1, height),
            (279, 4, 1, len(data)), *extra]
    tags.sort(key=lambda tag: tag[0])
    at = 8 + len(data) + len(data) % 2
    after = at + 2 + 12 * len(tags) + 4
    directory, beyond = struct.pack(order + 'H', len(tags)), b''
    for tag, kind, count, value in tags:
        if isinstance(value, int):
            field = struct.pack(order + ('HH' if kind == 3 else 'I'), *([value, 0] if kind == 3 else [value]))
        elif len(value) <= 4:
            field = value.ljust(4, b'\0')
        else:
            field, beyond = struct.pack(order + 'I', after + len(beyond)), beyond + value
        directory += struct.pack(order + 'HHI', tag, kind, count) + field
    head = (b'II*\0' if order == '<' else b'MM\0*') + struct.pack(order + 'I', at)
    return head + data + b'\0' * (len(data) % 2) + directory + b'\0\0\0\0' + beyond


def bmp(bits, rows, palette=b'', isTopDown=False, compression=0, masks=b'', infoBytes=40):
    """`rows`: the bytes of the pixels as they lie in the file."""
    if infoBytes == 12:
        info = struct.pack('<IHHHH', 12, width, height, 1, bits)
    else:
        signed = -height if isTopDown else height
        colours = len(palette) // 4
        info = struct.pack('<IiiHHIIiiII', infoBytes, width, signed, 1, bits, compression, len(rows), 2835, 2835, colours, 0)
        info += masks.ljust(infoBytes - 40, b'\0') if infoBytes > 40 else masks
    offset = 14 + len(info) + len(palette)
    return b'BM' + struct.pack('<IHHI', offset + len(rows), 0, 0, offset) + info + palette + rows


def padded(rows, row_bytes):
    """Each row filled up to four bytes."""
    return b''.join(rows[at:at + row_bytes].ljust(-(-row_bytes // 4) * 4, b'\0') for at in range(0, len(rows), row_bytes))
