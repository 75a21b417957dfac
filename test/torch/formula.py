"""The numbers that every golden file begins with (test/golden/README.md): a hash of a name and a place, in plain Python."""
mask = 0xFFFFFFFF


def hash_of(name):
    """FNV-1a, 32 bits, of the UTF-8 name."""
    value = 0x811C9DC5
    for byte in name.encode():
        value = ((value ^ byte) * 0x01000193) & mask
    return value


def hash_at(name, places):
    """32 bits that look random: `places` is an int, or a tensor of 64-bit ints, whose form the answer has."""
    x = (hash_of(name) + places * 0x9E3779B9) & mask
    x = ((x ^ (x >> 16)) * 0x21F0AAAD) & mask
    x = ((x ^ (x >> 15)) * 0x735A2D97) & mask
    return x ^ (x >> 15)


def uniform_list(name, count):
    """Numbers in [0, 1)."""
    return [hash_at(name, place) / 2**32 for place in range(count)]


def byte_sequence(count):
    """A linear congruential sequence, so that a test can make the same bytes."""
    state, values = 12345, []
    for _ in range(count):
        state = (state * 1103515245 + 12345) % 2**31
        values.append(state >> 23)
    return bytes(values)
