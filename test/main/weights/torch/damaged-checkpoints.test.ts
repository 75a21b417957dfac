/** Files that are cut off, inconsistent or something else say what is wrong with them. */
import { readFileSync, readdirSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ErrorCode } from '../../../../src/shared/errors';
import {
  joined,
  legacyCheckpoint,
  magic,
  zip,
  zipAround,
  zipCheckpoint,
  zipWithEntry,
  zipWithTensor,
} from './checkpoint-bytes';
import { checkpointFolder, expectRefusal, fixtures, refusal } from './checkpoint-folder';
import { ascii, call, dict, named, pickle, tensor, text, tuple, uint32, whole } from './pickle-bytes';

const folder = checkpointFolder();
const fixture = (name: string) => readFileSync(join(fixtures, name));
const four = new Uint8Array(16);

describe('a damaged checkpoint', () => {
  const cases: [string, () => Uint8Array, ErrorCode, string][] = [
    [
      'a negative stride',
      () => zipWithTensor({ shape: [2], strides: [-1] }),
      'bad-input',
      "a tensor's strides have -1",
    ],
    [
      'a negative offset',
      () => zipWithTensor({ offset: -4, shape: [2], strides: [1] }),
      'bad-input',
      "a tensor's offset has -4",
    ],
    ['a negative length', () => zipWithTensor({ shape: [-2], strides: [1] }), 'bad-input', "a tensor's shape has -2"],
    [
      'a negative count of values',
      () => zipWithTensor({ count: -4, shape: [2], strides: [1] }),
      'bad-input',
      'no count of values',
    ],
    [
      'an offset past the end',
      () => zipWithTensor({ offset: 3, shape: [2], strides: [1] }),
      'damaged',
      'of shape [2] reaches past its 4 stored values',
    ],
    ['a stride past the end', () => zipWithTensor({ shape: [2], strides: [4] }), 'damaged', 'reaches past'],
    [
      'lengths of zero and infinity',
      () => zipWithTensor({ offset: 5, shape: [2 ** 53 - 1, 0], strides: [1, 1] }),
      'damaged',
      'reaches past',
    ],
    [
      'more strides than dimensions',
      () => zipWithTensor({ shape: [2], strides: [1, 1] }),
      'bad-input',
      '1 dimensions and 2 strides',
    ],
    [
      'a hundred dimensions',
      () => zipWithTensor({ shape: Array(100).fill(1), strides: Array(100).fill(1) }),
      'bad-input',
      '100 dimensions',
    ],
    [
      'a stride that is a text',
      () => zipWithEntry(call(named('torch._utils', '_rebuild_tensor_v2'), text('a'), whole(0), tuple(), tuple())),
      'bad-input',
      'without a storage',
    ],
    [
      'a storage that is missing',
      () => zipCheckpoint(dict({ a: tensor({ count: 4, shape: [4], strides: [1] }) })),
      'damaged',
      'the values of "a" are missing',
    ],
    [
      'a storage key that climbs',
      () => zipWithEntry(tensor({ count: 4, shape: [4], strides: [1], key: '../data.pkl' })),
      'damaged',
      'the values of "a" are missing',
    ],
    [
      'an unknown byte order',
      () =>
        zip([
          { name: 'any/data.pkl', bytes: pickle(dict({})) },
          { name: 'any/byteorder', bytes: Buffer.from('mixed') },
        ]),
      'damaged',
      '"mixed" as its byte order',
    ],
    [
      'two pickles',
      () => zip(['a', 'b'].map((name) => ({ name: `${name}/data.pkl`, bytes: pickle(dict({})) }))),
      'damaged',
      'it holds 2 entries named data.pkl',
    ],
    [
      'two entries of one name',
      () => zip(['a', 'a'].map((name) => ({ name: `${name}/data.pkl`, bytes: pickle(dict({})) }))),
      'damaged',
      'two entries named "a/data.pkl"',
    ],
    [
      'a zip archive of something else',
      () => zip([{ name: 'word/document.xml', bytes: four }]),
      'damaged',
      'a zip archive without a data.pkl',
    ],
    ['an empty stack', () => zipAround(pickle([])), 'damaged', 'an empty stack'],
    ['values left over', () => zipAround(pickle(ascii('NN'))), 'damaged', 'values left over'],
    ['a value that was never remembered', () => zipAround(pickle(ascii('h\x05'))), 'damaged', 'recalls value 5'],
    [
      'a key without a value',
      () => zipAround(pickle([...ascii('}('), ...text('a'), ...ascii('u')])),
      'damaged',
      'a key without a value',
    ],
    ['entries of a list', () => zipAround(pickle(ascii('](NNu'))), 'damaged', 'sets entries of a list'],
    ['a text that is not UTF-8', () => zipAround(pickle([...ascii('X'), ...uint32(1), 0xff])), 'damaged', 'not UTF-8'],
    [
      'a pickle that torch.save did not write',
      () => pickle(dict({ a: whole(1) })),
      'damaged',
      'not one that torch.save wrote',
    ],
    ['another version of the stream', () => joined(pickle(magic), pickle(whole(1002))), 'bad-input', 'of version 1002'],
    [
      'a stream whose counts differ',
      () => legacyCheckpoint(dict({ a: tensor({ count: 4, shape: [4], strides: [1] }) }), new Float32Array(4), 3),
      'damaged',
      'should hold 4 values and holds 3',
    ],
    [
      'a stream without its storage',
      () => legacyCheckpoint(dict({}), new Float32Array(4)),
      'damaged',
      'does not fit its tensors',
    ],
    ['an empty file', () => new Uint8Array(0), 'damaged', 'it has 0 bytes'],
    [
      'a picture',
      () => Uint8Array.of(0x89, 0x50, 0x4e, 0x47),
      'damaged',
      'neither a zip archive nor a stream of pickles',
    ],
  ];
  it.each(cases)('is refused: %s', async (_, bytes, code, told) =>
    expectRefusal(await folder.write('hostile.pth', bytes()), { code, told }),
  );

  it('is known by its CRC where one bit of a value is flipped', async () => {
    const bytes = Uint8Array.from(fixture('zip-wrapped-plain-float32-rowmajor.pth'));
    const entry = Buffer.from(bytes).indexOf('/data/0');
    // Behind the name stands the padding that aligns the values to 64 bytes; the first value begins there.
    const value = Math.ceil((entry + '/data/0'.length + 4) / 64) * 64;
    bytes[value] = (bytes[value] ?? 0) ^ 1;
    const told = await refusal(await folder.write('flipped.pth', bytes));
    expect(told).toMatchObject({ code: 'damaged' });
    expect(told.message).toMatch(/the bytes of its entry ".*\/data\/0" are not those that were saved \(CRC-32\)/);
  });

  it('names a missing file, and a folder', async () => {
    await mkdir(folder.at('a-folder'));
    expect((await refusal(folder.at('nothing.pth'))).code).toBe('not-found');
    expect((await refusal(folder.at('a-folder'))).message).toContain('a-folder is not a file');
  });

  it.each(readdirSync(fixtures).filter((name) => /^(zip|legacy)-(bare|wrapped)/.test(name)))(
    'is refused wherever it is cut off: %s',
    async (name) => {
      const whole = fixture(name);
      for (let length = 0; length < whole.length; length += 100) {
        const error = await refusal(await folder.write('cut.pth', whole.subarray(0, length)));
        expect(error.code, `${length} bytes`).toBe('damaged');
      }
    },
  );
});
