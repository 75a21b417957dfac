/** PyTorch's checkpoints of every form give the same tensors: kept files everywhere, all forms where PyTorch is. */
import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readTorchCheckpoint } from '../../../../src/main/weights/torch/read-torch-checkpoint';
import { legacyCheckpoint, zip, zipCheckpoint } from './checkpoint-bytes';
import { checkpointFolder, fixtures } from './checkpoint-folder';
import { expectedCounter, expectedTensors } from './expected-checkpoint';
import { ascii, call, dict, named, pickle, storage, tensor, text, tuple, whole } from './pickle-bytes';
import type { Bytes } from './pickle-bytes';
import { findTorchPython, runTorchScript } from './torch-python';

const folder = checkpointFolder();
const python = findTorchPython();
const floats = (...values: number[]) => new Uint8Array(Float32Array.from(values).buffer);
const vector = (count: number, more = {}): Bytes => tensor({ count, shape: [count], strides: [1], ...more });
const isOfOurs = (name: string) => /^(zip|legacy)-(bare|wrapped)-/.test(name);

async function expectEverything(name: string, path: string): Promise<void> {
  const [format, wrapping, prefix] = name.split('-');
  const isWrapped = wrapping === 'wrapped';
  expect(await readTorchCheckpoint(path)).toEqual({
    tensors: expectedTensors,
    halfTypes: expect.any(Map),
    format,
    isWrapped,
    place: isWrapped ? 'state_dict' : 'top',
    places: [isWrapped ? 'state_dict' : 'top'],
    prefixes: prefix === 'module' ? ['module.'] : [],
    classes: null,
    epoch: isWrapped ? 12 : null,
    bestEpoch: isWrapped ? 11 : null,
    bestAccuracy: isWrapped ? 187.5 : null,
    batchesTracked: expectedCounter,
    network: null,
    imageSize: null,
    ignored: [],
  });
}

describe('readTorchCheckpoint', () => {
  it.each(readdirSync(fixtures).filter(isOfOurs))('reads %s', (name) => expectEverything(name, join(fixtures, name)));

  it('reads a pickle of protocol 4', async () => {
    const read = await readTorchCheckpoint(join(fixtures, 'zip-protocol-4.pth'));
    expect(read.tensors).toEqual(expectedTensors);
  });

  it.skipIf(python === null)(
    'reads every form that PyTorch writes (skipped where no python3 has PyTorch)',
    async () => {
      if (python === null) return;
      runTorchScript(python, 'make-checkpoints.py', folder.at('forms'));
      const forms = readdirSync(folder.at('forms')).filter(isOfOurs);
      expect(forms).toHaveLength(2 * 2 * 2 * 4 * 2);
      for (const name of forms) await expectEverything(name, join(folder.at('forms'), name));
    },
  );

  it('reads a directory in zip64 form', async () => {
    const bytes = { name: 'x/data.pkl', bytes: pickle(dict({ a: vector(2) })) };
    const path = await folder.write(
      'zip64.pth',
      zip([bytes, { name: 'x/data/0', bytes: floats(1, 2) }], { isZip64: true }),
    );
    expect((await readTorchCheckpoint(path)).tensors).toEqual([
      { name: 'a', shape: [2], data: new Float32Array([1, 2]) },
    ]);
  });

  it('reads values of a big-endian machine', async () => {
    const parts = [
      { name: 'x/data.pkl', bytes: pickle(dict({ a: vector(2) })) },
      { name: 'x/byteorder', bytes: Buffer.from('big') },
      { name: 'x/data/0', bytes: Uint8Array.of(0x3f, 0x80, 0, 0, 0xc0, 0, 0, 0) }, // 1, -2
    ];
    const { tensors } = await readTorchCheckpoint(await folder.write('big.pth', zip(parts)));
    expect(tensors).toEqual([{ name: 'a', shape: [2], data: new Float32Array([1, -2]) }]);
  });

  it('reads an OrderedDict of pairs with byte texts, as Python 2 wrote it', async () => {
    const pair: Bytes = [...ascii('](U\x01a'), ...vector(1), ...ascii('e')];
    const pairs: Bytes = [...ascii(']'), ...pair, ...ascii('a')];
    const path = await folder.write(
      'python2.pth',
      zipCheckpoint(call(named('collections', 'OrderedDict'), pairs), { 0: floats(5) }),
    );
    expect((await readTorchCheckpoint(path)).tensors).toEqual([{ name: 'a', shape: [1], data: new Float32Array([5]) }]);
  });

  it('reads parameters, scalars, empty tensors and two views of one storage', async () => {
    const parameter = call(named('torch._utils', '_rebuild_parameter'), vector(3), [0x88], ascii('}'));
    const value = dict({
      parameter,
      scalar: tensor({ count: 3, offset: 2, shape: [], strides: [] }),
      empty: tensor({ count: 3, shape: [4, 0], strides: [1, 1] }),
      column: tensor({ count: 3, offset: 1, shape: [2, 1], strides: [1, 9] }),
    });
    const path = await folder.write('views.pth', zipCheckpoint(value, { 0: floats(1, 2, 3) }));
    expect((await readTorchCheckpoint(path)).tensors).toEqual([
      { name: 'parameter', shape: [3], data: new Float32Array([1, 2, 3]) },
      { name: 'scalar', shape: [], data: new Float32Array([3]) },
      { name: 'empty', shape: [4, 0], data: new Float32Array(0) },
      { name: 'column', shape: [2, 1], data: new Float32Array([2, 3]) },
    ]);
  });

  it('keeps a prefix that not every name has', async () => {
    const value = dict({ 'module.a': vector(1), b: vector(1) });
    const path = await folder.write('mixed.pth', zipCheckpoint(value, { 0: floats(1) }));
    const read = await readTorchCheckpoint(path);
    expect(read.tensors.map(({ name }) => name)).toEqual(['module.a', 'b']);
    expect(read.prefixes).toEqual([]);
  });

  it('names tensors of whole numbers that are no weights', async () => {
    const value = dict({ mask: vector(1, { type: 'BoolStorage', key: '1' }), weight: vector(1) });
    const path = await folder.write('mask.pth', zipCheckpoint(value, { 0: floats(1), 1: Uint8Array.of(1) }));
    const read = await readTorchCheckpoint(path);
    expect(read.ignored).toEqual(['mask']);
    expect(read.tensors.map(({ name }) => name)).toEqual(['weight']);
  });

  it('treats a tensor named __proto__ like any other', async () => {
    const value = call(named('collections', 'OrderedDict'), [
      ...ascii('](('),
      ...text('__proto__'),
      ...vector(1),
      ...ascii('te'),
    ]);
    const path = await folder.write('proto.pth', zipCheckpoint(value, { 0: floats(1) }));
    const read = await readTorchCheckpoint(path);
    expect(read.tensors.map(({ name }) => name)).toEqual(['__proto__']);
    expect(Object.getPrototypeOf({})).toBe(Object.prototype);
  });

  it('reads plain data around the state_dict and gives null for an epoch that is no number', async () => {
    const size = call(named('torch', 'Size'), tuple(whole(1), whole(2)));
    const value = dict({ epoch: text('last'), size, best_acc: whole(3), state_dict: dict({ a: vector(1) }) });
    const path = await folder.write('plain.pth', legacyCheckpoint(value, Float32Array.of(4)));
    const read = await readTorchCheckpoint(path);
    expect(read).toMatchObject({ format: 'legacy', epoch: null, bestEpoch: null, bestAccuracy: 3, isWrapped: true });
    expect(read.tensors[0]?.data).toEqual(Float32Array.of(4));
  });

  it('does not open storages that no tensor of the state_dict needs', async () => {
    const optimizer = dict({ momentum: vector(5, { key: 'not in the file' }) });
    const path = await folder.write(
      'optimizer.pth',
      zipCheckpoint(dict({ optimizer, state_dict: dict({ a: vector(1) }) }), { 0: floats(1) }),
    );
    expect((await readTorchCheckpoint(path)).tensors).toHaveLength(1);
  });

  it('leaves the file as it is', async () => {
    const bytes = zipCheckpoint(dict({ a: vector(1) }), { 0: floats(1) });
    const path = await folder.write('kept.pth', bytes);
    await readTorchCheckpoint(path);
    expect(await readFile(path)).toEqual(bytes);
  });

  it('says what a file without a state_dict holds', async () => {
    const cases: [string, Bytes, string][] = [
      [
        'a-model',
        dict({ model: dict({}), epoch: whole(1) }),
        'it holds "model" (a dict of 0 entries), "epoch" (a number), and no state_dict',
      ],
      ['a-number', whole(3), 'it holds a number and no state_dict'],
      ['an-empty-one', dict({}), 'its state_dict is empty'],
      ['a-text', dict({ state_dict: text('a') }), 'its state_dict is a text'],
      [
        'a-nested-one',
        dict({ state_dict: dict({ a: text('b') }) }),
        'it holds "state_dict" (a dict of 1 entry), and no state_dict',
      ],
      ['a-storage', dict({ a: storage({ count: 1 }) }), 'it holds "a" (a storage), and no state_dict'],
    ];
    for (const [name, value, told] of cases) {
      const path = await folder.write(name, zipCheckpoint(value));
      await expect(readTorchCheckpoint(path)).rejects.toThrow(told);
    }
  });
});
