"""Writes a golden file, or compares it with what a script gives now: the command line that all recorders share.

    python3 test/torch/record-metrics.py            writes test/golden/metrics.json
    python3 test/torch/record-metrics.py --check    writes nothing; prints the largest difference, exits 1 above the tolerance
"""
import argparse
import json
import math
import os
import re
import sys

folder = os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'golden')
# The versions, and how far float32 and float64 came apart where it was recorded.
not_compared = ('madeBy', 'rounding')


def path_of(name):
    return os.path.join(folder, name + '.json')


def read(name):
    with open(path_of(name)) as file:
        return json.load(file)


def arguments(**positional):
    """`--check`, and the positional arguments whose options are handed in."""
    parser = argparse.ArgumentParser()
    parser.add_argument('--check', action='store_true', help='compare with the committed file instead of writing it')
    for name, options in positional.items():
        parser.add_argument(name, **options)
    return parser.parse_args()


def run(name, make, tolerances, indent=None):
    """The whole script of a recorder of one file: exits with 1 where a difference is too large."""
    is_check = arguments().check
    sys.exit(0 if write_or_check(name, make(), is_check, tolerances, indent) else 1)


def write(name, document, indent=None):
    with open(path_of(name), 'w') as file:
        file.write(json.dumps(document, indent=indent) + '\n')


def write_or_check(name, document, is_check, tolerances, indent=None, floor=0.0):
    """Whether it was written, or all differences are allowed.

    `tolerances` has (what, pattern of the paths of numbers, allowed difference); the last whose pattern matches the beginning
    of a path counts. Differences are relative to the largest number of the list, or at least to `floor`. Keys, lengths and
    texts have to be equal; what says how the file was made (`not_compared`) may differ.
    """
    if not is_check:
        write(name, document, indent)
        print('wrote', os.path.relpath(path_of(name)))
        return True
    worst = {}
    for path, difference in differences('', read(name), json.loads(json.dumps(document)), floor):
        entry = [one for one in tolerances if re.match(one[1], path)][-1]
        if difference >= worst.get(entry, (-1,))[0]:
            worst[entry] = (difference, path)
    is_over = [difference > allowed for (_, _, allowed), (difference, _) in worst.items()]
    for ((what, _, allowed), (difference, path)), over in zip(worst.items(), is_over):
        print('%s.json, %s: largest difference %.1e%s, allowed %.0e%s' % (
            name, what, difference, ' at ' + path if difference else '', allowed, ': TOO LARGE' if over else ''), flush=True)
    return not any(is_over)


def differences(path, old, new, floor, scale=None):
    """(path, difference) of every leaf; infinite where the two are of different kinds, keys or lengths."""
    if is_number(old) and is_number(new):
        whole = max(abs(old), abs(new), scale or 0, floor)
        difference = abs(old - new) / whole if old != new else 0.0
        yield path, math.inf if math.isnan(difference) else difference
    elif isinstance(old, dict) and isinstance(new, dict):
        keys, new_keys = [[key for key in one if key not in not_compared] for one in (old, new)]
        yield path, 0.0 if keys == new_keys else math.inf
        for key in keys:
            if key in new:
                yield from differences(path + '/' + key, old[key], new[key], floor)
    elif isinstance(old, list) and isinstance(new, list):
        yield path, 0.0 if len(old) == len(new) else math.inf
        largest = max([abs(value) for value in old if is_number(value)], default=0)
        for place, (one, other) in enumerate(zip(old, new)):
            yield from differences('%s/%d' % (path, place), one, other, floor, largest)
    else:
        yield path, 0.0 if old == new and type(old) is type(new) else math.inf


def is_number(value):
    return isinstance(value, (int, float)) and not isinstance(value, bool)
