/** Small files that ask for much memory or time are refused at once. */
import { join } from 'node:path';
import { beforeAll, describe, it } from 'vitest';
import { readTorchCheckpoint } from '../../../../src/main/weights/torch/read-torch-checkpoint';
import type { ErrorCode } from '../../../../src/shared/errors';
import {
  joined,
  legacyCheckpoint,
  repeated,
  zip,
  zipAround,
  zipCheckpoint,
  zipWithEntry,
  zipWithTensor,
} from './checkpoint-bytes';
import { checkpointFolder, expectRefusal, fixtures } from './checkpoint-folder';
import { ascii, dict, named, pickle, tensor, text, tuple, uint32 } from './pickle-bytes';
import type { Bytes } from './pickle-bytes';

const folder = checkpointFolder();
const four = new Uint8Array(16);
const gigabyte = 2 ** 30;

/** None, put into ever new places of the memo by LONG_BINPUT. */
function manyPuts(times: number): Uint8Array {
  const bytes = Buffer.alloc(1 + 5 * times, 'N');
  for (let at = 0; at < times; at += 1) {
    bytes[1 + 5 * at] = 0x72;
    bytes.writeUInt32LE(at, 2 + 5 * at);
  }
  return bytes;
}

/** A list of ten times the list remembered as `at`: whoever walks through twelve of them meets 10^12 values. */
const tenTimes = (at: number): Bytes => [
  ...ascii(']q'),
  at + 1,
  ...ascii('('),
  ...repeated([0x68, at], 10),
  ...ascii('e'),
];

// What runs for the first time is compiled first; that is not what is measured below.
beforeAll(async () => {
  await readTorchCheckpoint(join(fixtures, 'zip-wrapped-plain-float32-rowmajor.pth'));
});

describe('a checkpoint that asks for memory', () => {
  const tenGigabytes = { count: 2_500_000_000, shape: [2_500_000_000], strides: [1] };
  const many = Object.fromEntries(
    Array.from({ length: 2000 }, (_, at) => [
      `t${at}`,
      tensor({ count: 250_000, shape: [250_000], strides: [1], key: String(at) }),
    ]),
  );
  const cases: [string, () => Uint8Array, ErrorCode, string][] = [
    [
      '10 GB declared, zip',
      () => zipWithEntry(tensor(tenGigabytes)),
      'damaged',
      '"a" declares 10000000000 bytes of values, the file has 16',
    ],
    [
      '10 GB declared, stream',
      () => legacyCheckpoint(dict({ a: tensor(tenGigabytes) }), new Float32Array(4), 2_500_000_000),
      'damaged',
      'declares 10000000000 bytes of values, the file has 16',
    ],
    [
      '10 GB declared by its shape alone',
      () => zipWithTensor({ shape: [2_500_000_000], strides: [1] }),
      'damaged',
      'reaches past its 4 stored values',
    ],
    [
      '10 GB out of one value',
      () => zipWithTensor({ shape: [2_500_000_000], strides: [0] }),
      'bad-input',
      'would need 1',
    ],
    [
      'more values than any number counts',
      () => zipWithTensor({ shape: Array(32).fill(2 ** 53 - 1), strides: Array(32).fill(0) }),
      'bad-input',
      'would need Infinity',
    ],
    [
      '3 GB in the directory',
      () =>
        zip([
          { name: 'any/data.pkl', bytes: pickle(dict({})) },
          { name: 'any/data/0', bytes: four, claimedBytes: 3 * gigabyte },
        ]),
      'damaged',
      '"any/data/0" reaches past its end',
    ],
    [
      '10 GB in a zip64 directory',
      () => zip([{ name: 'any/data/0', bytes: four, claimedBytes: 10 * gigabyte }], { isZip64: true }),
      'damaged',
      'reaches past its end',
    ],
    [
      'a compressed pickle, a thousandth of its size',
      () => zip([{ name: 'any/data.pkl', bytes: new Uint8Array(50_000_000), isDeflated: true }]),
      'bad-input',
      '"any/data.pkl" is compressed',
    ],
    [
      'compressed values',
      () =>
        zip([
          { name: 'any/data.pkl', bytes: pickle(dict({})) },
          { name: 'any/data/0', bytes: new Uint8Array(50_000_000), isDeflated: true },
        ]),
      'bad-input',
      'is compressed',
    ],
    [
      '2 GB out of one megabyte that every entry shares',
      () =>
        zip([
          { name: 'any/data/0', bytes: new Uint8Array(1_000_000) },
          { name: 'any/data.pkl', bytes: pickle(dict(many)) },
          ...Array.from({ length: 1999 }, (__, at) => ({
            name: `any/data/${at + 1}`,
            bytes: new Uint8Array(0),
            claimedBytes: 1_000_000,
            sharesPart: 0,
          })),
        ]),
      'bad-input',
      'would need 2000000000 bytes',
    ],
    ['a pickle of 17 MB', () => zipAround(new Uint8Array(17_000_000)), 'bad-input', 'its pickle has 17000000 bytes'],
    ['a text of 4 GB', () => zipAround(joined([0x80, 2], ascii('X'), uint32(0xffffffff))), 'damaged', 'ends too early'],
    ['a million lists', () => zipAround(repeated(ascii(']'), 1_000_001)), 'bad-input', 'more than 200000 containers'],
    [
      'six hundred thousand remembered values',
      () => zipAround(manyPuts(600_000)),
      'bad-input',
      'remembers more than 500000 values',
    ],
    [
      'tuples in tuples in tuples',
      () => zipAround(joined(ascii(')'), repeated([0x85], 1_000_000))),
      'bad-input',
      'more than 200000 containers',
    ],
    [
      'a hundred thousand open marks',
      () => zipAround(repeated(ascii('('), 100_000)),
      'bad-input',
      'nested more than 1000 deep',
    ],
    ['two million steps', () => zipAround(repeated(ascii('N'), 2_000_000)), 'bad-input', 'more than 1000000 steps'],
    [
      'lists of ten lists each, twelve deep',
      () => zipCheckpoint(tuple(ascii(']q\x00'), ...Array.from({ length: 12 }, (__, at) => tenTimes(at)))),
      'bad-input',
      'holds a tuple and no state_dict',
    ],
    ['a list that holds itself', () => zipCheckpoint([...ascii(']q\x00h\x00a')]), 'bad-input', 'holds a list'],
    [
      'a dict that holds itself',
      () => zipCheckpoint([...ascii('}q\x00'), ...text('state_dict'), ...ascii('h\x00s')]),
      'bad-input',
      'it holds "state_dict" (a dict of 1 entry), and no state_dict',
    ],
    [
      'one list of pairs, made into a dict again and again',
      () =>
        zipAround(
          joined(
            named('collections', 'OrderedDict'),
            ascii('q\x00](\x00').slice(0, 4),
            repeated([...ascii('(X'), ...uint32(1), 0x61, ...ascii('Nt')], 10_000),
            ascii('e\x85q\x01'),
            repeated(ascii('h\x00h\x01R'), 200_000),
          ),
        ),
      'bad-input',
      'containers',
    ],
    [
      'a number of 255 bytes',
      () => zipAround(repeated([0x8a, 255, ...Array(255).fill(1)], 10)),
      'bad-input',
      'a whole number of 255 bytes',
    ],
    [
      'an endless name',
      () => zipAround(joined([0x80, 2], ascii('c'), repeated(ascii('a'), 100_000))),
      'damaged',
      'a name in it has no end',
    ],
  ];
  it.each(cases)('is refused: %s', async (_, bytes, code, told) =>
    expectRefusal(await folder.write('hostile.pth', bytes()), { code, told }),
  );
});
